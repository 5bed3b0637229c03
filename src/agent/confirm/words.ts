/** What makes an act risky. */
export type Risk =
  | 'pay'
  | 'delete'
  | 'send'
  | 'submit'
  | 'download'
  | 'upload'
  | 'leave'
  | 'program'
  | 'unknown';

/** Risks that a control's name tells. */
export type NamedRisk = Extract<Risk, 'pay' | 'delete' | 'send' | 'submit' | 'download'>;

/**
 * What controls are called that pay, delete, send, submit or download, in the languages that most pages are written in. Phrases
 * match as whole words anywhere in a name, those with `=` only as an order: the whole name, or its first word with an amount or an object (not "Order history");
 * scripts without spaces match anywhere. Graver risks stand first.
 */
export const RISK_WORDS: Readonly<Record<NamedRisk, readonly string[]>> = {
  pay: [
    // English
    'pay', 'pay now', 'buy', 'buy now', 'purchase', 'place order', 'place your order', 'order now', 'complete order',
    'submit order', '=order', 'checkout', 'check out', 'subscribe', 'donate', 'transfer money', '=transfer', 'book now', '=book',
    'reserve', 'bid', 'place bid', 'start trial', 'upgrade plan', 'withdraw', 'top up', 'confirm payment',
    // German, Dutch
    'bezahlen', 'zahlen', 'kaufen', 'jetzt kaufen', 'zahlungspflichtig bestellen', 'bestellen', 'jetzt bestellen', 'abonnieren',
    'spenden', 'überweisen', 'buchen', 'zur kasse', 'betalen', 'kopen', 'afrekenen', 'reserveren', 'doneren',
    // French, Spanish, Italian, Portuguese
    'payer', 'acheter', 'commander', 'passer la commande', 'valider la commande', "s'abonner", 'réserver', 'pagar', 'comprar',
    'realizar pedido', 'hacer pedido', 'finalizar compra', 'suscribirse', 'reservar', 'transferir', 'donar', 'paga', 'pagare',
    'acquista', 'compra', 'ordina', 'prenota', 'abbonati', 'finalizar pedido', 'assinar', 'doar',
    // Polish, Czech, Swedish, Danish, Finnish, Turkish
    'zapłać', 'kup', 'kupuję', 'kup teraz', 'zamawiam', 'zaplatit', 'koupit', 'objednat', 'betala', 'köp', 'beställ', 'betal', 'køb',
    'bestil', 'maksa', 'osta', 'tilaa', 'öde', 'satın al', 'sipariş ver', 'abone ol',
    // Russian, Ukrainian, Greek, Arabic, Hebrew, Hindi
    'оплатить', 'купить', 'заказать', 'оформить заказ', 'подписаться', 'оплатити', 'купити', 'замовити', 'πληρωμή', 'αγορά',
    'ادفع', 'شراء', 'اشتر', 'دفع', 'שלם', 'קנה', 'לתשלום', 'भुगतान करें', 'खरीदें', 'अभी खरीदें',
    // Chinese, Japanese, Korean, Thai, Vietnamese, Indonesian
    '支付', '付款', '购买', '購買', '立即购买', '下单', '提交订单', '结算', '支払', '購入', '注文', '予約する', '결제', '구매', '주문',
    '지불', 'ชำระเงิน', 'ซื้อ', 'สั่งซื้อ', 'thanh toán', 'mua ngay', 'đặt hàng', 'bayar', 'beli', 'pesan sekarang',
  ],
  delete: [
    'delete', 'remove', 'erase', 'discard', 'trash', 'move to trash', 'empty trash', 'wipe', 'destroy', 'unsubscribe',
    'cancel subscription', 'cancel order', 'cancel booking', 'close account', 'deactivate', 'revoke', 'reset', 'archive',
    'löschen', 'entfernen', 'verwerfen', 'papierkorb', 'kündigen', 'stornieren', 'zurücksetzen', 'verwijderen', 'wissen',
    'opzeggen', 'supprimer', 'effacer', 'retirer', 'résilier', 'eliminar', 'borrar', 'quitar', 'dar de baja', 'elimina',
    'cancella', 'rimuovi', 'disdici', 'excluir', 'apagar', 'remover', 'usuń', 'skasuj', 'smazat', 'odstranit', 'ta bort',
    'radera', 'slet', 'fjern', 'poista', 'sil', 'kaldır', 'удалить', 'стереть', 'отменить подписку', 'видалити', 'διαγραφή',
    'حذف', 'إزالة', 'מחק', 'הסר', 'हटाएं', 'मिटाएं', '删除', '刪除', '移除', '清空', '注销', '削除', '解約', '退会', '삭제', '제거',
    '탈퇴', 'ลบ', 'xóa', 'xoá', 'hapus',
  ],
  send: [
    'send', 'send message', 'send email', '=post', 'publish', 'post comment', 'post reply', 'tweet', '=reply', '=share', 'forward',
    'invite', 'broadcast', 'senden', 'absenden', 'abschicken', 'verschicken', 'veröffentlichen', 'posten', 'teilen', 'einladen',
    'verzenden', 'versturen', 'publiceren', 'delen', 'envoyer', 'publier', 'partager', 'inviter', 'enviar', 'publicar', 'compartir',
    'invitar', 'invia', 'pubblica', 'condividi', 'compartilhar', 'convidar', 'wyślij', 'opublikuj', 'udostępnij', 'odeslat',
    'zveřejnit', 'skicka', 'publicera', 'dela', 'udgiv', 'lähetä', 'julkaise', 'gönder', 'yayınla', 'paylaş', 'отправить',
    'опубликовать', 'поделиться', 'надіслати', 'опублікувати', 'αποστολή', 'إرسال', 'نشر', 'שלח', 'פרסם', 'भेजें', 'प्रकाशित करें',
    '发送', '發送', '发布', '發佈', '发表', '转发', '分享', '送信', '投稿', '公開', '共有', '보내기', '전송', '게시', '공유', 'ส่ง', 'โพสต์',
    'gửi', 'đăng', 'kirim', 'terbitkan',
  ],
  submit: [
    'submit', 'confirm', '=apply', 'apply now', 'register', 'sign up', 'create account', '=agree', 'i agree', 'accept terms', 'sign',
    'sign in', 'log in', 'login', '=finish', '=save', 'save changes', 'approve', 'authorize', 'authorise', '=allow', '=grant', 'vote',
    'bestätigen', 'einreichen', 'registrieren', 'konto erstellen', 'anmelden', 'einloggen', 'zustimmen', 'speichern', 'unterschreiben',
    'genehmigen', 'bevestigen', 'indienen', 'registreren', 'inloggen', 'opslaan', 'akkoord', 'confirmer', 'soumettre', 'valider',
    "s'inscrire", 'se connecter', 'enregistrer', 'accepter', 'autoriser', 'confirmar', 'registrarse', 'crear cuenta',
    'iniciar sesión', 'guardar', 'aceptar', 'autorizar', 'conferma', 'registrati', 'accedi', 'salva', 'accetta', 'autorizza',
    'cadastrar', 'criar conta', 'entrar', 'salvar', 'aceitar', 'potwierdź', 'zatwierdź', 'zarejestruj', 'zaloguj', 'zapisz',
    'potvrdit', 'odeslat formulář', 'registrovat', 'přihlásit', 'uložit', 'bekräfta', 'registrera', 'logga in', 'spara', 'bekræft',
    'gem', 'vahvista', 'tallenna', 'onayla', 'kaydol', 'giriş yap', 'kaydet', 'kabul et', 'подтвердить', 'зарегистрироваться',
    'войти', 'сохранить', 'принять', 'підтвердити', 'зареєструватися', 'увійти', 'зберегти', 'υποβολή', 'επιβεβαίωση', 'σύνδεση',
    'تأكيد', 'تسجيل', 'حفظ', 'موافق', 'אישור', 'הרשמה', 'התחבר', 'שמור', 'जमा करें', 'पुष्टि करें', 'सबमिट', '提交', '确认', '確認',
    '注册', '註冊', '登录', '登入', '保存', '同意', '送出', '登録', 'ログイン', '承認', '確定', '同意する', '제출', '확인', '가입', '로그인',
    '저장', '동의', 'ยืนยัน', 'สมัคร', 'เข้าสู่ระบบ', 'บันทึก', 'xác nhận', 'đăng ký', 'đăng nhập', 'lưu', 'konfirmasi', 'daftar', 'masuk',
    'simpan',
  ],
  download: [
    'download', 'export', 'save as', 'herunterladen', 'exportieren', 'downloaden', 'exporteren', 'télécharger', 'exporter',
    'descargar', 'exportar', 'scarica', 'esporta', 'baixar', 'transferência', 'pobierz', 'eksportuj', 'stáhnout', 'ladda ner',
    'hent', 'lataa', 'indir', 'скачать', 'загрузить', 'экспорт', 'завантажити', 'λήψη', 'تنزيل', 'تحميل', 'הורד', 'डाउनलोड', '下载',
    '下載', '导出', 'ダウンロード', 'エクスポート', '다운로드', '내보내기', 'ดาวน์โหลด', 'tải xuống', 'tải về', 'unduh',
  ],
}; // prettier-ignore

/** Buttons of search and filters: what is typed there is looked up, not sent to anybody. */
export const SEARCH_WORDS: readonly string[] = [
  'search', 'find', 'filter', 'suche', 'suchen', 'zoeken', 'rechercher', 'recherche', 'buscar', 'cerca', 'pesquisar', 'szukaj',
  'hledat', 'sök', 'søg', 'haku', 'ara', 'поиск', 'найти', 'пошук', 'αναζήτηση', 'بحث', 'חיפוש', 'खोज', '搜索', '搜尋', '検索', '검색',
  'ค้นหา', 'tìm kiếm', 'cari',
]; // prettier-ignore

/** Ends of names of links that lead to files. */
export const FILE_NAME = /\.(pdf|zip|tar|gz|7z|rar|exe|msi|dmg|deb|rpm|apk|csv|xlsx?|docx?|pptx?|iso|jar)\b/i;
