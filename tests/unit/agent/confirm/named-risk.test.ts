import { describe, expect, test } from 'vitest';
import { riskOfName } from '../../../../src/agent/confirm/named-risk.ts';

describe('a control’s name', () => {
  test.each([
    ['Pay now', 'pay'],
    ['Place your order', 'pay'],
    ['Order', 'pay'],
    ['Zahlungspflichtig bestellen', 'pay'],
    ['JETZT KAUFEN', 'pay'],
    ['Passer la commande', 'pay'],
    ['Finalizar compra', 'pay'],
    ['Оплатить', 'pay'],
    ['提交订单', 'pay'],
    ['購入手続きへ', 'pay'],
    ['결제하기', 'pay'],
    ['Satın al', 'pay'],
    ['ادفع الآن', 'pay'],
    ['Delete account', 'delete'],
    ['Move to trash', 'delete'],
    ['Endgültig löschen', 'delete'],
    ['Supprimer', 'delete'],
    ['削除する', 'delete'],
    ['Удалить', 'delete'],
    ['Send', 'send'],
    ['  Send   message ', 'send'],
    ['Envoyer', 'send'],
    ['Absenden', 'send'],
    ['发送', 'send'],
    ['Отправить', 'send'],
    ['Submit', 'submit'],
    ['Sign up', 'submit'],
    ['Anmelden', 'submit'],
    ['ログイン', 'submit'],
    ['Download', 'download'],
    ['Télécharger le fichier', 'download'],
    ['Скачать', 'download'],
    ['ＰＡＹ　ＮＯＷ', 'pay'],
  ])('%s: %s', (name, risk) => {
    expect(riskOfName(name)).toBe(risk);
  });

  test.each([
    ['be\u00ADstel\u00ADlen', 'pay'],
    ['Löschen\uFE0F', 'delete'],
    ['Pay\u200Bnow', 'pay'],
    ['be\u200Bstellen', 'pay'],
    [`Delete message "${'Dear all, '.repeat(13)}"`, 'delete'],
    [`Nachricht „${'Hallo zusammen, '.repeat(9)}“ löschen`, 'delete'],
    ['Transfer $500.00', 'pay'],
    ['Transfer 500 EUR to Anna', 'pay'],
    ['Transfer 500', 'pay'],
    ['Yes, transfer €20', 'pay'],
    ['Order – $12.99', 'pay'],
    ['Order 2 items', 'pay'],
    ['Book flight', 'pay'],
    ['✈ Book flight', 'pay'],
    ['Book your stay', 'pay'],
    ['Order ›', 'pay'],
    ['Post to X', 'send'],
    ['Post answer', 'send'],
    ['Reply all', 'send'],
    ['Share…', 'send'],
    ['Share with everyone', 'send'],
    ['Save settings', 'submit'],
    ['Agree and continue', 'submit'],
    ['Apply for this job', 'submit'],
    ['Grant access', 'submit'],
  ])('is read as it shows, to its end, and with what follows it: %s: %s', (name, risk) => {
    expect(riskOfName(name)).toBe(risk);
  });

  test.each([
    'Order history', 'Payment methods', 'Delivery options', 'Sender', 'Paypal settings', 'Home', 'Next', 'Search', 'Show more',
    'Open menu', 'Add to cart', 'Learn more', 'Kaufberatung', 'Assignment', '', 'Repay', 'Close', 'Add', 'Details', 'Weiter', '次へ', 'Book review', 'Book club', 'Bookmarks', 'Order details', 'Order #1234', 'Order by price', 'Order confirmation',
    'Order:', 'Post office', 'Post title', 'Posts', 'Postpone', 'Share price', 'Shared with me', 'Transfer fees', 'Transfer history',
    'Reply settings', 'Save 20% today', 'Save for later', 'Save search', 'Apply filters', 'Finish line', 'Payroll', 'Pay\u00ADroll',
    'Removed items', 'Transfer learning',
  ])('%j is harmless', (name) => {
    expect(riskOfName(name)).toBeUndefined();
  }); // prettier-ignore

  test.each([
    ['Book review', undefined],
    ['Book flights and hotels', undefined],
    ['Post mortem of the outage', undefined],
    ['Share prices fall', undefined],
    ['Order now', 'pay'],
    ['Book your stay', 'pay'],
    ['Order it', 'pay'],
    ['Book to read now', undefined],
    ['Order a pizza - Wikipedia', undefined],
    ['Save our planet: 10 tips', undefined],
    ['Save your money: 10 tips', undefined],
    ['Save your money – The Times', undefined],
    ['Apply the formula', undefined],
    ['Save it', 'submit'],
    ['Transfer $500.00', 'pay'],
    ['Post to X', 'send'],
    ['Share on Facebook', 'send'],
    ['Reply to Anna', 'send'],
    [`How a village ${'far away '.repeat(14)} came to sign a treaty`, undefined],
    [`Delete message "${'Dear all, '.repeat(13)}"`, 'delete'],
  ])('of a link is judged with more care: %j: %s', (name, risk) => {
    expect(riskOfName(name, 'link')).toBe(risk);
  });

  test.each(['text', 'cell', 'heading', 'image'])('that is long is content in a %s', (role) => {
    expect(riskOfName(`Delete it, ${'they said, '.repeat(20)}`, role)).toBeUndefined();
  });

  test('of a link that leads to a file is a download', () => {
    expect(riskOfName('report-2026.pdf (2 MB)', 'link')).toBe('download');
    expect(riskOfName('report-2026.pdf (2 MB)', 'heading')).toBeUndefined();
  });
});
