import { describe, expect, test } from 'vitest';
import { judge } from '../../../../src/browser/cdp/guest-policy.ts';
import type { GuestRights } from '../../../../src/browser/cdp/guest-policy.ts';

/** Of a guest that has made the context C. */
const FREE: GuestRights = {
  mayAct: true,
  mayUseCookies: false,
  ownsContext: (id) => id === 'C',
  isInOwnContext: false,
};

describe('a guest', () => {
  test.each([
    ['Browser.close', 'leave'],
    ['Browser.crash', 'refuse'],
    ['Target.exposeDevToolsProtocol', 'refuse'],
    ['Target.setRemoteLocations', 'refuse'],
    ['Target.sendMessageToTarget', 'refuse'],
    ['Extensions.loadUnpacked', 'refuse'],
    ['PWA.launchFilesInApp', 'refuse'],
    ['Storage.getCookies', 'refuse'],
    ['Storage.setCookies', 'refuse'],
    ['Storage.clearCookies', 'refuse'],
    ['Network.getCookies', 'refuse'],
    ['Network.getAllCookies', 'refuse'],
    ['Network.setCookie', 'refuse'],
    ['Network.setCookies', 'refuse'],
    ['Network.deleteCookies', 'refuse'],
    ['Network.clearBrowserCookies', 'refuse'],
    ['Page.getCookies', 'refuse'],
    ['Network.enable', 'forward'],
    ['Emulation.setDeviceMetricsOverride', 'answer'],
    ['Browser.setWindowBounds', 'answer'],
    ['Browser.setDownloadBehavior', 'answer'],
    ['Page.close', 'close-tab'],
    ['Target.closeTarget', 'close-tab'],
    ['Runtime.evaluate', 'forward'],
    ['Input.dispatchMouseEvent', 'forward'],
    ['Page.navigate', 'forward'],
  ])('that sends %s: %s', (method, verdict) => {
    expect(judge({ method }, FREE).do).toBe(verdict);
  });

  test('may set the downloads of its own context only', () => {
    const params = { behavior: 'allow', downloadPath: '/tmp/x', browserContextId: 'C' };
    const method = 'Browser.setDownloadBehavior';
    expect(judge({ method, params }, FREE)).toEqual({ do: 'place-downloads', params });
    for (const browserContextId of ['', 'D', undefined])
      expect(judge({ method, params: { ...params, browserContextId } }, FREE).do).toBe('answer');
  });

  test('gets contexts that go when it goes and use the desktop’s proxy, whatever it asks for', () => {
    const params = {
      disposeOnDetach: false,
      proxyServer: 'x',
      proxyBypassList: '*',
      originsWithUniversalNetworkAccess: [],
    };
    expect(judge({ method: 'Target.createBrowserContext', params }, FREE)).toEqual({
      do: 'forward',
      params: { originsWithUniversalNetworkAccess: [], disposeOnDetach: true },
    });
  });
});

describe('while a person holds the desktop', () => {
  test.each([
    'Input.dispatchKeyEvent',
    'Page.navigate',
    'Page.reload',
    'Page.setDocumentContent',
    'Page.bringToFront',
    'Page.setWebLifecycleState',
    'Page.crash',
    'Page.close',
    'DOM.focus',
    'Target.activateTarget',
    'Target.createTarget',
    'Target.closeTarget',
    'Target.disposeBrowserContext',
  ])('%s has to wait', (method) => {
    expect(judge({ method }, { ...FREE, mayAct: false })).toMatchObject({
      do: 'refuse',
      reason: expect.stringContaining('human_in_control') as string,
    });
  });

  test.each(['Page.captureScreenshot', 'DOM.getDocument', 'Target.setAutoAttach'])('%s goes on', (method) => {
    expect(judge({ method }, { ...FREE, mayAct: false }).do).toBe('forward');
  });
});
