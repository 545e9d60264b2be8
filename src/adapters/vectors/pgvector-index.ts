import type { Pool } from 'pg';
import type { VectorIndex } from '../../ports/vector-index.ts';
import { nearestFirst } from './nearest-first.ts';
import { fromStore, portions } from './vectors-unavailable.ts';

export interface PgvectorOptions {
  /** `postgres://user@host:5432/database`, without a password: the client takes that from PGPASSWORD or the password file, as psql does. */
  readonly url: string;
}

/** The operator is pgvector's cosine distance, 1 - cos. There is no index on the vectors: some thousands of them are looked at one by one, and so found exactly. */
const nearestRows = `select id, 1 - (vector <=> $2::vector) as likeness from asbuilt_vectors where collection = $1
  order by vector <=> $2::vector, id limit $3`;
const putRows = `insert into asbuilt_vectors (collection, id, vector) select $1, id, text::vector from unnest($2::text[], $3::text[]) as items(id, text)
  on conflict (collection, id) do update set vector = excluded.vector`;
const portion = 500;

/** Vectors in a table of a Postgres that has the extension pgvector. The table, and where it may the extension, is made by the first use. */
export function pgvectorIndex({ url }: PgvectorOptions): VectorIndex {
  let opened: Promise<Pool> | null = null;
  const pool = (): Promise<Pool> => {
    opened ??= open(url).catch((error: unknown) => {
      // The next use tries again.
      opened = null;
      throw error;
    });
    return opened;
  };
  const asked = <T>(work: (pool: Pool) => Promise<T>) => fromStore('Postgres', async () => work(await pool()));
  return {
    put: (collection, items) =>
      asked(async (database) => {
        for (const some of portions(items, portion))
          await database.query(putRows, [collection, some.map(({ id }) => id), some.map(({ vector }) => textOf(vector))]);
        return null;
      }),
    size: (collection) =>
      asked(async (database) => {
        const { rows } = await database.query<{ size: number }>('select count(*)::int as size from asbuilt_vectors where collection = $1', [collection]);
        return rows[0]?.size ?? 0;
      }),
    nearest: (collection, vector, most) =>
      asked(async (database) => {
        const { rows } = await database.query<{ id: string; likeness: number }>(nearestRows, [collection, textOf(vector), most]);
        return nearestFirst(rows, most);
      }),
    drop: (collection) =>
      asked(async (database) => {
        await database.query('delete from asbuilt_vectors where collection = $1', [collection]);
        return null;
      }),
    async close() {
      const before = opened;
      opened = null;
      await before?.then((database) => database.end()).catch(() => undefined);
    },
  };
}

async function open(url: string): Promise<Pool> {
  const { Pool } = await import('pg');
  const pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000, query_timeout: 30_000, allowExitOnIdle: true });
  // A connection that breaks while nobody uses it is made anew by the next use.
  pool.on('error', () => undefined);
  try {
    const { rows } = await pool.query<{ there: boolean }>(`select exists(select from pg_extension where extname = 'vector') as there`);
    if (rows[0]?.there !== true) await pool.query('create extension vector');
    await pool.query(
      'create table if not exists asbuilt_vectors (collection text not null, id text not null, vector vector not null, primary key (collection, id))',
    );
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** As pgvector reads them. */
function textOf(vector: ArrayLike<number>): string {
  return `[${Array.from(vector).join(',')}]`;
}
