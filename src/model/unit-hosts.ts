import { z } from 'zod';

const host = z
  .string()
  .max(260)
  .regex(
    /^(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?)*(?::[1-9]\d{0,4})?$/,
    'a host is a name or an address, such as api.example.com, *.rds.amazonaws.com or 10.0.0.7:5432',
  );

/**
 * The hosts that a unit of Python calls, as its author says them. What says none is started without a network where this machine can do that; what says some has the network, and is not held to
 * these. A procedure says none: it calls its target.
 */
export const unitHosts = z.array(host).min(1).max(20);
