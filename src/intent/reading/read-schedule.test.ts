import { describe, expect, it } from 'vitest';
import { scheduleIn, speaksOfTime } from './read-schedule.ts';

describe('when something happens', () => {
  it.each([
    ['runs every 5 minutes', 'rate(5 minutes)'],
    ['once every hour', 'rate(1 hour)'],
    ['every day', 'rate(1 day)'],
    ['every two weeks', 'rate(14 days)'],
    ['hourly', 'rate(1 hour)'],
    ['every day at 7 UTC', 'cron(0 7 * * ? *)'],
    ['daily at 18:30', 'cron(30 18 * * ? *)'],
    ['every day at 6 pm', 'cron(0 18 * * ? *)'],
    ['every monday at midnight', 'cron(0 0 ? * MON *)'],
    ['every weekday at 9 am', 'cron(0 9 ? * MON-FRI *)'],
    ['at 7 UTC every day', 'cron(0 7 * * ? *)'],
    ['by cron(0 12 * * ? *)', 'cron(0 12 * * ? *)'],
  ])('is read as EventBridge writes it: %s', (text, value) => {
    expect(scheduleIn(text)?.value).toBe(value);
  });

  it.each([
    'every other day',
    'twice a day',
    'every day at 7 am EST',
    'every day at 25:00',
    'every day except Sunday',
    'every month',
    'every 0 minutes',
    'every day at 7 and 9',
  ])('is not taken for another time, and known to be spoken of or unread: %s', (text) => {
    expect(scheduleIn(text)).toBeNull();
  });

  it('is known to be spoken of where it cannot be read', () => {
    for (const text of ['every other day', 'twice a day', 'every month', 'nightly']) expect(speaksOfTime(text), text).toBe(true);
    expect(speaksOfTime('a rule for everything')).toBe(false);
  });
});
