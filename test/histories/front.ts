import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** An address of its own for a sandbox: whatever is sent there goes on to the sandbox behind it, which may become another one. */
export class Front {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #behind: URL;

  private constructor(behind: string) {
    this.#behind = new URL(behind);
    this.#server = createServer((caller) => {
      const sandbox = connect(Number(this.#behind.port), this.#behind.hostname);
      for (const [socket, other] of [
        [caller, sandbox],
        [sandbox, caller],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
      caller.pipe(sandbox);
      sandbox.pipe(caller);
    });
  }

  static async open(behind: string): Promise<Front> {
    const front = new Front(behind);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on another sandbox answers here. Connections that are open break. */
  turnTo(behind: string): void {
    this.#behind = new URL(behind);
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
