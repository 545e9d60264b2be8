/** The parameters of a Query protocol request: `application/x-www-form-urlencoded`, lists as `Name.1`, members as `Name.Part`. */
export class QueryForm {
  readonly #values: URLSearchParams;

  constructor(body: string) {
    this.#values = new URLSearchParams(body);
  }

  text(name: string): string | undefined {
    return this.#values.get(name) ?? undefined;
  }

  /** The values `Name.1`, `Name.2`, …, until one is missing. */
  list(name: string): string[] {
    const values: string[] = [];
    for (let index = 1; ; index++) {
      const value = this.#values.get(`${name}.${index}`);
      if (value === null) return values;
      values.push(value);
    }
  }

  boolean(name: string): boolean {
    return this.#values.get(name) === 'true';
  }
}
