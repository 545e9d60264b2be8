/** What the aliases of KMS keys mean in one account and region: alias (`alias/own`) → the id of its key. */
export type KeyAliases = Readonly<Record<string, string>>;
