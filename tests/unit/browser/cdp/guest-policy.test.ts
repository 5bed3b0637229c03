import { describe, expect, test } from 'vitest';
import { judge } from '../../../../src/browser/cdp/guest-policy.ts';

describe('a guest', () => {
  test.each([
    ['Browser.close', 'leave'],
    ['Browser.crash', 'refuse'],
    ['Target.exposeDevToolsProtocol', 'refuse'],
    ['Target.setRemoteLocations', 'refuse'],
    ['Extensions.loadUnpacked', 'refuse'],
    ['Emulation.setDeviceMetricsOverride', 'answer'],
    ['Browser.setWindowBounds', 'answer'],
    ['Browser.setDownloadBehavior', 'answer'],
    ['Page.close', 'close-tab'],
    ['Target.closeTarget', 'close-tab'],
    ['Runtime.evaluate', 'forward'],
    ['Input.dispatchMouseEvent', 'forward'],
    ['Page.navigate', 'forward'],
  ])('that sends %s: %s', (method, verdict) => {
    expect(judge({ method }, true).do).toBe(verdict);
  });

  test('may set the downloads of its own context only', () => {
    const params = { behavior: 'allow', downloadPath: '/tmp/x', browserContextId: 'C' };
    expect(judge({ method: 'Browser.setDownloadBehavior', params }, true)).toEqual({ do: 'forward', params });
    expect(
      judge({ method: 'Browser.setDownloadBehavior', params: { ...params, browserContextId: '' } }, true).do,
    ).toBe('answer');
  });

  test('gets contexts that go when it goes and use the desktop’s proxy, whatever it asks for', () => {
    const params = {
      disposeOnDetach: false,
      proxyServer: 'x',
      proxyBypassList: '*',
      originsWithUniversalNetworkAccess: [],
    };
    expect(judge({ method: 'Target.createBrowserContext', params }, true)).toEqual({
      do: 'forward',
      params: { originsWithUniversalNetworkAccess: [], disposeOnDetach: true },
    });
  });
});

describe('while a person holds the desktop', () => {
  test.each([
    'Input.dispatchKeyEvent',
    'Page.navigate',
    'Target.createTarget',
    'Target.closeTarget',
    'Page.close',
  ])('%s has to wait', (method) => {
    expect(judge({ method }, false)).toMatchObject({
      do: 'refuse',
      reason: expect.stringContaining('human_in_control') as string,
    });
  });

  test.each(['Page.captureScreenshot', 'DOM.getDocument', 'Target.setAutoAttach'])('%s goes on', (method) => {
    expect(judge({ method }, false).do).toBe('forward');
  });
});
