/** A public key as an approver gives it. */
export const publicKeyForm = { pattern: /^[A-Za-z0-9+/]{43}=$/, words: 'a key is the base64 of 32 raw Ed25519 bytes, as approver list shows it' };

export const approverNameForm = { pattern: /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,128}$/u, words: 'a name has 1 to 128 characters, and none that cannot be seen' };
