/** The extensions of npm `x11` 4.2 that the desktop uses; see x11.d.ts for the core. */
declare module 'x11' {
  interface Xtest {
    FakeInput(type: number, detail: number, time: number, window: number, x: number, y: number): void;
  }

  interface Xfixes {
    SelectSelectionInput(window: number, selection: number, mask: number): void;
    GetCursorImage(done: Reply<CursorImageReply>): void;
  }

  interface Shm {
    readonly fdCapable: boolean;
    readonly major: number;
    readonly minor: number;
    AttachFd(segment: number, fd: number, readOnly: boolean, done: Done): void;
    Detach(segment: number, done?: Done): void;
    GetImage(
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      format: number,
      segment: number,
      offset: number,
      done: Reply<{ readonly depth: number; readonly size: number }>,
    ): void;
  }

  interface Damage {
    Create(damage: number, drawable: number, level: number): void;
    Destroy(damage: number): void;
  }

  /** Extension modules by the name that `require` takes. */
  interface Extensions {
    readonly xtest: Xtest;
    readonly fixes: Xfixes;
    readonly shm: Shm;
    readonly damage: Damage;
  }

  export type { Damage, Extensions, Shm, Xfixes, Xtest };
}
