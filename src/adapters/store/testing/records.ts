import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Approval } from '../../../model/approval.ts';
import type { DeploymentName, NodeAddress } from '../../../model/names.ts';
import type { Plan } from '../../../model/plan.ts';
import type { RunStep, StepStatus } from '../../../model/run.ts';
import type { HeadSigner } from '../../../ports/signer.ts';
import type { RunHead, Store, Write } from '../../../ports/store.ts';

export const at = '2026-01-01T00:00:00.000Z';
export const keys = generateKeyPairSync('ed25519');
export const signer: HeadSigner = {
  sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
  verify: (text, signature) => verify(null, Buffer.from(text), keys.publicKey, Buffer.from(signature, 'base64')),
};

export const clock = { now: () => Date.parse(at) };

export const approvalOf = (nonce: string, deployment = 'web', plan = 'p_1') => ({ nonce, deployment: deployment as DeploymentName, plan }) as Approval;
export const headOf = (id: string, deployment = 'web'): RunHead => ({
  id,
  plan: 'p_1',
  deployment: deployment as DeploymentName,
  targets: [{ alias: 'sandbox', name: 'sandbox', account: '123456789012', identity: 'arn:aws:iam::123456789012:root', simulated: true }],
  status: 'running',
  round: 0,
  startedAt: at,
  endedAt: null,
  verification: [],
});
export const stepOf = (step: string, status: StepStatus = 'pending'): RunStep => ({
  step,
  node: step as NodeAddress,
  op: 'create',
  type: 'AWS::SQS::Queue',
  place: 'sandbox 123456789012/us-east-1',
  status,
  attempts: 0,
  identifier: null,
  seconds: null,
});
export const begin = (store: Store, id: string, nonce: string, deployment = 'web', steps: Record<string, string[]> = {}) =>
  store.beginRun(
    approvalOf(nonce, deployment),
    [
      { kind: 'run', head: headOf(id, deployment) },
      ...Object.entries(steps).map(([step, after]): Write => ({ kind: 'step', run: id, step: stepOf(step), after })),
    ],
    id,
  );
export const end = (run: string): Write => ({ kind: 'run-status', run, status: 'failed', endedAt: at });
export const planOf = (id: string) =>
  ({ id, deployment: 'web', createdAt: at, expiresAt: at, summary: { create: 1, update: 0, replace: 0, delete: 0, adopt: 0, unchanged: 0 } }) as Plan;
