import { describe, expect, it } from 'vitest';
import { fitsText, fitText, sampleText, withFixedBeginning } from './fit-text.ts';

const place = { account: '111111111111', region: 'eu-west-1' };

describe('a text for a shape', () => {
  it.each([
    [{ kind: 'string' }, 'shop-x1'],
    [{ kind: 'string', pattern: '^[a-z0-9_]+$' }, 'shop_x1'],
    [{ kind: 'string', pattern: '^[A-Za-z0-9]+$' }, 'shopx1'],
    [{ kind: 'string', pattern: '^[A-Z][A-Za-z0-9]*$' }, 'ShopX1'],
    [{ kind: 'string', pattern: '^/[a-z/0-9]+$' }, '/shop/x1'],
    [{ kind: 'string', maxLength: 4 }, 'shop'],
    [{ kind: 'string', minLength: 9 }, 'shop-x100'],
  ] as const)('is spelled as %j takes it', (shape, text) => {
    expect(fitText(shape, ['shop-x1'])).toBe(text);
  });

  it.each([
    ['^(alias/)[a-zA-Z0-9:/_-]+$', 'app', 'alias/app'],
    ['^(alias/)[a-zA-Z0-9:/_-]+$', 'alias/app', 'alias/app'],
    ['^aws-waf-logs-[a-z]+$', 'app', 'aws-waf-logs-app'],
    ['^\\/[a-z]+$', 'app', '/app'],
    ['^(x/)?[A-Z]+$', 'app', 'app'],
    ['^ab*[a-z]$', 'App', 'App'],
    ['^[a-z]+$', 'App', 'App'],
  ])('that has to begin as %s says has that in front of %s: %s', (pattern, said, text) => {
    expect(withFixedBeginning({ kind: 'string', pattern }, said)).toBe(text);
  });

  it('is none of several values that it has not', () => {
    expect(fitText({ kind: 'string', enum: ['A', 'B'] }, ['shop'])).toBeNull();
  });

  it('is an ARN of the place where the pattern is that of one', () => {
    expect(sampleText({ kind: 'string', pattern: '^arn:(aws|aws-cn):x:[a-z0-9-]+:[0-9]{12}:thing/[a-z]{4}$' }, place)).toMatch(
      /^arn:aws:x:eu-west-1:111111111111:thing\/[a-z]{4}$/,
    );
  });

  it('is the same at each time of asking', () => {
    const shape = { kind: 'string', pattern: '^id-[0-9a-f]{17}$' } as const;
    expect(sampleText(shape, place)).toBe(sampleText(shape, place));
    expect(fitsText(shape, sampleText(shape, place) ?? '')).toBe(true);
  });
});
