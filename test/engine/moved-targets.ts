import type { Stage } from './stage.ts';

/** From now on every target is reached through another role than was signed. */
export const elsewhere = (stage: Stage) => () => {
  stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, role: 'arn:aws:iam::111111111111:role/other' } }));
};

/** The targets are what they were. */
export const asSigned = (stage: Stage) => {
  stage.targets = stage.targets.map((one) => {
    const { role: _, ...target } = one.target;
    return { ...one, target };
  });
};
