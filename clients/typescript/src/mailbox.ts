// Hands over what comes by callbacks to one who iterates.

export class Mailbox<T> {
  readonly #items: T[] = [];
  #over: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  put(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Nothing comes any more; what has come is still handed over. */
  close(): void {
    this.#over ??= {};
    this.#wake();
  }

  /** The reader gets this error after what has come. */
  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake();
  }

  /** What comes, until it is closed; with the signal's reason it ends at once. */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    const wake = (): void => this.#wake();
    signal?.addEventListener("abort", wake);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const [item] = this.#items.splice(0, 1);
        if (item !== undefined) {
          yield item;
        } else if (this.#over) {
          if ("error" in this.#over) throw this.#over.error;
          return;
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      signal?.removeEventListener("abort", wake);
    }
  }
}
