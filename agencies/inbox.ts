const MAX_CONTACTS = 100_000
const MAX_MESSAGES_PER_CONTACT = 5

interface InboxMessage {
  text: string
  code: string
  /** Epoch ms of arrival. */
  atMs: number
}

/** What people received, newest first; the contact that has had no message for longest goes first when it is full. */
export class Inbox {
  readonly #byContact = new Map<string, InboxMessage[]>()
  readonly #maxContacts: number

  constructor(maxContacts = MAX_CONTACTS) {
    this.#maxContacts = maxContacts
  }

  add(contact: string, message: InboxMessage): void {
    const messages = [message, ...this.of(contact)].slice(0, MAX_MESSAGES_PER_CONTACT)
    // Deleted and set again: a Map keeps the order of insertion.
    this.#byContact.delete(contact)
    this.#byContact.set(contact, messages)
    if (this.#byContact.size <= this.#maxContacts) return
    const [oldest] = this.#byContact.keys()
    if (oldest !== undefined) this.#byContact.delete(oldest)
  }

  of(contact: string): readonly InboxMessage[] {
    return this.#byContact.get(contact) ?? []
  }
}
