import { rm } from 'node:fs/promises';

/** Chromium's caches within a profile: it makes each anew, and nobody misses what was in them. */
const CACHES = [
  'Default/Cache',
  'Default/Code Cache',
  'Default/GPUCache',
  'Default/DawnGraphiteCache',
  'Default/DawnWebGPUCache',
  'GraphiteDawnCache',
  'GrShaderCache',
  'ShaderCache',
];

/** Removes a profile's caches; no browser may have it open. Logins, history and what sites have stored stay. */
export async function removeCaches(profile: string): Promise<void> {
  for (const name of CACHES) await rm(`${profile}/${name}`, { recursive: true, force: true }).catch(() => {});
}
