/** `[0]`, or `["eu west"]`: the key that a repetition gives. Nothing in it is invisible or turns what is written around it: people say yes to nodes by name. */
const index = String.raw`\[(?:0|[1-9]\d{0,5}|"[^"\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]{1,128}")\]`;

/** The form of a node address; how long it may be is `nodeAddress`'s to say. */
export const addressForm = new RegExp(String.raw`^[a-z][a-z0-9_]*(?:${index})?(?:\.[a-z][a-z0-9_]*(?:${index})?)*$`, 'u');

/** Where in a text the separator stands that ends the node address with which it begins; -1 where none does. A key in an address may hold the separator. */
export function endOfAddress(text: string, separator: string): number {
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) if (addressForm.test(text.slice(0, at))) return at;
  return -1;
}

/** `table/KeySchema/0` names the place `/KeySchema/0` of `table`, `table` all of it. */
export function placeNamed(text: string): { readonly node: string; readonly pointer: string } {
  const at = endOfAddress(text, '/');
  return at < 0 ? { node: text, pointer: '' } : { node: text.slice(0, at), pointer: text.slice(at).replace(/\/+$/, '') };
}
