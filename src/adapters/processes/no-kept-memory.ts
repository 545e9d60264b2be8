/** Numbers of the calls that make a segment, a queue or a set that outlives its process and counts as nobody's memory (shmget, msgget, semget), by the architecture that the kernel names so (linux/audit.h, asm/unistd.h). */
const calls: Readonly<Record<string, { readonly architecture: number; readonly refused: readonly number[] }>> = {
  x64: { architecture: 0xc000003e, refused: [29, 68, 64] },
  arm64: { architecture: 0xc00000b7, refused: [194, 186, 190] },
};

const load = 0x20;
const isEqual = 0x15;
const isAtLeast = 0x35;
const give = 0x06;
const kill = 0x80000000;
const allow = 0x7fff0000;
const notPermitted = 0x00050001;

/** A program for seccomp that refuses those calls, and every call of another architecture or form, as bubblewrap takes it (`struct sock_filter`); null for a machine of which their numbers are not known here. */
export function noKeptMemory(machine: string = process.arch): Buffer | null {
  const known = calls[machine];
  if (known === undefined) return null;
  const { architecture, refused } = known;
  const program: readonly (readonly [code: number, yes: number, no: number, value: number])[] = [
    [load, 0, 0, 4],
    [isEqual, 1, 0, architecture],
    [give, 0, 0, kill],
    [load, 0, 0, 0],
    // Calls of x32 have other numbers.
    [isAtLeast, refused.length + 1, 0, 0x40000000],
    ...refused.map((number, index) => [isEqual, refused.length - index, 0, number] as const),
    [give, 0, 0, allow],
    [give, 0, 0, notPermitted],
  ];
  return Buffer.concat(
    program.map(([code, yes, no, value]) => {
      const line = Buffer.alloc(8);
      line.writeUInt16LE(code, 0);
      line.writeUInt8(yes, 2);
      line.writeUInt8(no, 3);
      line.writeUInt32LE(value, 4);
      return line;
    }),
  );
}
