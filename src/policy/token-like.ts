import { isJsonObject, type Json } from '../kernel/json.ts';

/**
 * Forms in which providers give out secrets, so that whoever sees one knows it. Sources: GitHub "About authentication", GitLab "Token overview", AWS IAM "Unique
 * identifiers", Slack "Tokens", Stripe "API keys", RFC 7468 for keys in PEM.
 */
const forms = [
  /\bgh[pousr]_[A-Za-z0-9]{36,}/,
  /\bgithub_pat_[A-Za-z0-9_]{50,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\b(AKIA|ASIA)[A-Z2-7]{16}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\b[sr]k_live_[A-Za-z0-9]{16,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];
const anyForm = new RegExp(forms.map(({ source }) => source).join('|'));

/** Whether some text below a value has the form of a token or a private key. What has none of these forms may be a secret, too. */
export function holdsToken(value: Json): boolean {
  if (typeof value === 'string') return anyForm.test(value);
  if (Array.isArray(value)) return (value as readonly Json[]).some(holdsToken);
  return isJsonObject(value) && Object.values(value).some(holdsToken);
}
