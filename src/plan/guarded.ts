import { segmentsOf } from '../kernel/pointer.ts';

/** Whether a property decides who gets in: policies, principals, ingress, public flags. There, that a read shows nothing is no proof that it shows it never. */
export function isGuarded(path: string): boolean {
  return segmentsOf(path).some((name) => /polic(y|ies)|principal|ingress|public/i.test(name));
}
