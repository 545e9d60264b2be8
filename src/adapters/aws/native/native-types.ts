import type { NativeType } from './native-type.ts';
import { compute } from './types/compute.ts';
import { identity } from './types/identity.ts';
import { messaging } from './types/messaging.ts';
import { network } from './types/network.ts';
import { operations } from './types/operations.ts';
import { s3 } from './types/s3.ts';
import { storage } from './types/storage.ts';

/** Every type with native calls, by its CloudFormation name. */
export const nativeTypes: ReadonlyMap<string, NativeType> = new Map(
  [...s3, ...identity, ...messaging, ...storage, ...operations, ...network, ...compute].map((type) => [type.type, type]),
);
