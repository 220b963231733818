import type { Queryable } from './database.ts'

/** What the portal's first page carries: announcements, regulations, tutorials. */
export interface Content {
  kind: 'announcement' | 'regulation' | 'tutorial'
  title: string
  body: string
  /** YYYY-MM-DD. */
  publishedOn: string
}

/** All contents, newest first within each kind; about 100 KB together. */
export async function listContents(db: Queryable): Promise<Content[]> {
  const { rows } = await db.query<Content>({
    name: 'list-contents',
    text: `SELECT kind, title, body, published_on::text AS "publishedOn" FROM contents ORDER BY kind, published_on DESC, id`,
  })
  return rows
}
