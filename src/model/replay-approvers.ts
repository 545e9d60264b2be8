import { digestOf } from '../kernel/digest.ts';
import { canonicalJson } from '../kernel/json.ts';
import type { Approver, ApproverChange, ApproverChangeBody, Approvers } from './approvers.ts';

/** The list that a chain of changes leads to. */
export interface ApproverList extends Approvers {
  readonly changes: readonly ApproverChange[];
  /** The digest of the last change, which stands for all before it. */
  readonly head: string;
}

/** What it takes to check a signature: whoever asks brings the cryptography. */
export interface Signatures {
  /** Whether a text was signed by that public key. */
  isSigned(text: string, signature: string, publicKey: string): boolean;
  /** SHA-256 of the raw public key, hex. */
  keyId(publicKey: string): string;
}

type Replayed = { readonly ok: true; readonly list: ApproverList } | { readonly ok: false; readonly why: string };

/** What the first change follows. */
const nothing = '0'.repeat(64);

/**
 * The list of approvers, from every change of it, or why one of them does not hold.
 *
 * 1. The first change, and no other, begins the list. Each names its place and the digest of the one before, so none can be altered, left out or moved.
 * 2. Each is signed by a key that is on the list before it, the first by one that it puts there.
 * 3. Once there is a real key, only a real one signs: whoever reads the simulated keys gains none that counts for more.
 * 4. No key is there twice, and the last key, and the last real one, are not taken off.
 *
 * That the first change, and the first real key, are whose they should be, a chain cannot show: they are trusted on first use.
 */
export function replayApprovers(changes: readonly ApproverChange[], signatures: Signatures): Replayed {
  let approvers: readonly Approver[] = [];
  let head = nothing;
  for (const [index, change] of changes.entries()) {
    const { signature, ...body } = change;
    const wrong = (why: string): Replayed => ({ ok: false, why: `change ${index + 1}: ${why}` });
    if (body.seq !== index + 1 || body.previous !== head) return wrong('it does not follow from the one before it');
    const signers = index > 0 ? maySign(approvers) : body.order.kind === 'begin' ? body.order.approvers : [];
    const signer = signers.find(({ publicKey }) => signatures.keyId(publicKey) === body.by);
    if (signer === undefined) {
      const listed = approvers.some(({ publicKey }) => signatures.keyId(publicKey) === body.by);
      return wrong(listed ? 'a key for simulated targets signed it, and there is one for real targets' : 'the key that signed it is not on the list');
    }
    if (!signatures.isSigned(canonicalJson(body), signature, signer.publicKey)) return wrong(`it was altered after ${signer.name} signed it`);
    const next = afterOrder(approvers, body, signatures);
    if (typeof next === 'string') return wrong(next);
    approvers = next;
    head = digestOf(change);
  }
  return { ok: true, list: { approvers, changes, head } };
}

/** Those whose signature a change of the list takes: the real keys, as long as there is one. */
export function maySign(approvers: readonly Approver[]): readonly Approver[] {
  const real = approvers.filter(({ kind }) => kind === 'real');
  return real.length > 0 ? real : approvers;
}

/** Why an order cannot be carried out on a list that was begun, whoever signs it; null where it can. */
export function whyNot(approvers: readonly Approver[], order: ApproverChangeBody['order'], keys: Pick<Signatures, 'keyId'>): string | null {
  const next = afterOrder(approvers, { seq: 2, order }, keys);
  return typeof next === 'string' ? next : null;
}

function afterOrder(
  before: readonly Approver[],
  { seq, order }: Pick<ApproverChangeBody, 'seq' | 'order'>,
  signatures: Pick<Signatures, 'keyId'>,
): readonly Approver[] | string {
  const { keyId } = signatures;
  switch (order.kind) {
    case 'begin':
      if (seq !== 1) return 'it begins a list that is there';
      return withoutTwins(
        order.approvers.map((one) => ({ ...one, kind: 'simulated' })),
        signatures,
      );
    case 'add':
      return withoutTwins([...before, order.approver], signatures);
    case 'remove': {
      const gone = before.find(({ publicKey }) => keyId(publicKey) === order.keyId);
      if (gone === undefined) return 'it takes a key off the list that is not there';
      const left = before.filter((one) => one !== gone);
      if (left.length === 0) return 'nobody would be left';
      if (gone.kind === 'real' && !left.some(({ kind }) => kind === 'real')) return 'no key for real targets would be left';
      return left;
    }
    default:
      return order satisfies never;
  }
}

function withoutTwins(approvers: readonly Approver[], { keyId }: Pick<Signatures, 'keyId'>): readonly Approver[] | string {
  return new Set(approvers.map(({ publicKey }) => keyId(publicKey))).size === approvers.length ? approvers : 'a key would be there twice';
}

/** What is to be signed so that it follows these changes. */
export function nextChange(list: ApproverList | null, order: ApproverChangeBody['order'], by: string, at: string): ApproverChangeBody {
  return { seq: (list?.changes.length ?? 0) + 1, previous: list?.head ?? nothing, at, order, by };
}
