import { expect, it } from 'vitest';
import { isArnOf } from './indexed-nodes.ts';

it.each([
  ['arn:aws:sns:us-east-1:111111111111:news', 'arn:aws:sns:us-east-1:111111111111:news', true],
  ['vpc-1', 'arn:aws:ec2:us-east-1:111111111111:vpc/vpc-1', true],
  ['jobs', 'arn:aws:s3:::jobs', true],
  ['obs', 'arn:aws:s3:::jobs', false],
  ['https://sqs.us-east-1.amazonaws.com/111111111111/jobs', 'arn:aws:sqs:us-east-1:111111111111:jobs', true],
  ['https://sqs.us-east-1.amazonaws.com/111111111111/jobs', 'arn:aws:sqs:us-east-1:111111111111:old-jobs', false],
  ['203.0.113.7|eipalloc-1', 'arn:aws:ec2:us-east-1:111111111111:elastic-ip/eipalloc-1', true],
  ['203.0.113.7|eipalloc-1', 'arn:aws:ec2:us-east-1:111111111111:elastic-ip/eipalloc-12', false],
  ['arn:aws:ecs:us-east-1:111111111111:service/web/api|web', 'arn:aws:ecs:us-east-1:111111111111:service/web/api', true],
])('tells that of %s and %s: %s', (identifier, arn, same) => expect(isArnOf(identifier, arn)).toBe(same));
