import type { Tool } from './tool.ts';
import { getBlueprint, planBlueprint, searchCatalog } from './tools/catalog.ts';
import { getKnowledge, searchKnowledge } from './tools/knowledge.ts';
import { getDeployment, getHealth, listAudit, listDeployments, listTargets, verifyAudit } from './tools/looking.ts';
import { answerQuestion, createPlan, planRemoval } from './tools/planning.ts';
import { getPlan, listPlans, requestApproval } from './tools/plans.ts';
import { applyPlan, cancelRun, getRun, listRuns } from './tools/running.ts';

/**
 * Every tool, in the order in which clients list them. Each is made of an operation of the table: all that read and plan, and of those that run `apply` and `cancel`.
 * There is none of an operation that decides.
 */
export const tools: readonly Tool[] = [
  createPlan,
  answerQuestion,
  planRemoval,
  searchCatalog,
  getBlueprint,
  planBlueprint,
  getPlan,
  requestApproval,
  applyPlan,
  getRun,
  cancelRun,
  listPlans,
  listRuns,
  searchKnowledge,
  getKnowledge,
  listTargets,
  listDeployments,
  getDeployment,
  listAudit,
  verifyAudit,
  getHealth,
];
