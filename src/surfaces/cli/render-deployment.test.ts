import { describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../model/operations.ts';
import { renderDeployment } from './render-deployment.ts';
import { renderLines } from './render-lines.ts';

const resource = {
  node: 'bucket',
  type: 'AWS::S3::Bucket',
  target: 'prod',
  account: '222222222222',
  region: 'eu-west-1',
  identifier: 'reports',
  live: true,
  foreign: false,
  properties: {},
  differences: [],
};
const shown = (target: Partial<ResponseOf<'show'>['targets'][number]>) =>
  renderDeployment(
    { deployment: 'shop', targets: [{ alias: 'prod', name: 'prod', simulated: false, ...target }], resources: [resource], units: [] } as never,
    'http://127.0.0.1:5000',
    80,
  )
    .map((line) => line.render(false))
    .at(-1);

describe('the line with which the AWS CLI looks at a resource', () => {
  it('reaches the target as Asbuilt does: by its profile, and at its address', () => {
    expect(shown({})).not.toMatch(/--profile|--endpoint-url/);
    expect(shown({ profile: 'work' })).toContain('--profile work');
    expect(shown({ endpoint: 'http://127.0.0.1:4566' })).toContain('--endpoint-url http://127.0.0.1:4566');
    expect(shown({ simulated: true })).toContain('--endpoint-url http://127.0.0.1:5000');
  });

  it('is not shown of what is reached by its own service’s calls: Cloud Control may not be there', () => {
    const told = (more: object) =>
      renderDeployment({ deployment: 'shop', targets: [], resources: [{ ...resource, ...more }], units: [] } as never, null, 80)
        .map((line) => line.render(false))
        .join('\n');
    expect(told({})).toContain('aws cloudcontrol get-resource');
    expect(told({ native: true })).not.toContain('aws cloudcontrol');
  });
});

describe('what is not as it was applied', () => {
  const told = (more: object) =>
    renderLines(
      renderDeployment(
        { deployment: 'shop', targets: [{ alias: 'prod', name: 'prod', simulated: false }], resources: [{ ...resource, ...more }], units: [] } as never,
        null,
        60,
      ),
      { color: false, isTty: true, columns: 60 },
    );
  const difference = { path: '/VersioningConfiguration/Status', before: 'Suspended', after: 'Enabled', forcesReplace: false, sensitive: false };

  it('stands with its resource, what was and what is, and is counted at the top, within sixty columns', () => {
    const text = told({ differences: [difference, { path: '/Secret', forcesReplace: false, sensitive: true, before: 'digest', after: 'other' }] });
    expect(text).toContain('1 is not as applied');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('changed from outside: VersioningConfiguration.Status was "Enabled", is "Suspended"');
    expect(text).toContain('not as applied: Secret (sensitive)');
    expect(text).not.toContain('digest');
    expect(text).toContain('asbuilt ask --deployment shop --accept bucket/VersioningConfiguration/Status');
    expect(text).toContain("asbuilt ask --deployment shop 'put bucket back'");
    expect(text).not.toContain("'put shop back'");
    expect(text.split('\n').filter((line) => line.length > 60 && !/aws |asbuilt ask/.test(line))).toEqual([]);
  });

  it('is put back one by one, or all of it, what is missing with it; not what somebody else has made in its place', () => {
    const whole = (...more: object[]) =>
      renderDeployment(
        { deployment: 'shop', targets: [], resources: more.map((one, index) => ({ ...resource, node: `n${index}`, ...one })), units: [] } as never,
        null,
        80,
      )
        .map((line) => line.render(false))
        .join('\n');
    const text = whole({ live: false }, { differences: [difference] });
    expect(text).toContain("asbuilt ask --deployment shop 'put n0 back'");
    expect(text).toContain("asbuilt ask --deployment shop 'put shop back'");
    expect(whole({}, { live: false, foreign: true }, { live: false, doubtful: true })).not.toContain('put');
  });

  it('is let be by the places that differ, all of a resource, and by none where its tags differ too', () => {
    const other = { ...difference, path: '/BucketName' };
    expect(told({ differences: [difference, other] }).replaceAll(/\s+/g, ' ')).toContain(
      '--accept bucket/VersioningConfiguration/Status --accept bucket/BucketName',
    );
    expect(told({ differences: [difference, { ...difference, path: '/Tags/asbuilt:node' }] })).not.toContain('--accept');
  });

  it('is put back whole only once what may be another’s is settled', () => {
    const doubted = { node: 'topic', unproven: 'disputed', differences: [] };
    const text = renderDeployment(
      {
        deployment: 'shop',
        targets: [],
        resources: [
          { ...resource, live: false },
          { ...resource, node: 'b', live: false },
          { ...resource, ...doubted },
        ],
        units: [],
      } as never,
      null,
      80,
    ).map((line) => line.render(false));
    expect(text).toContain('All of it, once that is settled:');
    expect(text.join('\n')).toMatch(/topic .*carries the tags of something else by now[\s\S]*--adopt topic=reports/);
  });

  it('is told of what nothing proves to be ours', () => {
    expect(told({ unproven: 'untagged' }).replaceAll(/\s+/g, ' ')).toContain(
      'live; our tags are gone from it, and whether it is still the one that we made cannot be proved',
    );
    const lost = told({ unproven: 'untagged', differences: [difference] });
    expect(lost).toContain('asbuilt ask --deployment shop --adopt bucket=reports');
    expect(lost).not.toContain('Put back');
    expect(told({ unproven: 'alike' }).replaceAll(/\s+/g, ' ')).toContain('not proved to be ours');
    expect(told({})).not.toContain('prove');
  });

  it('is told apart from what deviates since it was made, and from what nothing is known of', () => {
    expect(told({ differences: [{ ...difference, deviates: true }] })).toMatch(/asked\s+"Enabled"/);
    expect(told({ differences: null })).toContain('nothing to compare');
    expect(told({})).not.toMatch(/not as applied|outside/);
  });

  it('leaves out the tags by which ownership is known, in whatever form a type keeps them', () => {
    const text = told({ properties: { Tags: { 'asbuilt:node': 'x', owner: 'us' }, Name: 'n' } });
    expect(text).not.toContain('asbuilt:');
    expect(text).toContain('tag owner: "us"');
  });
});

describe('a unit', () => {
  const told = (more: object) =>
    renderDeployment(
      {
        deployment: 'shop',
        targets: [{ alias: 'prod', name: 'prod', simulated: false }],
        resources: [],
        units: [{ node: 'seed', engine: 'python', place: 'prod', outputs: {}, ...more }],
      } as never,
      null,
      80,
    )
      .map((line) => line.render(false))
      .join('\n');

  it('is told as it last ran, or that it may have run', () => {
    expect(told({})).toContain('as it last ran');
    expect(told({ mayHaveRun: 'r_1' })).toContain('may have run: run r_1 began it, and nobody knows what it did');
    expect(told({ mayHaveRun: 'r_1' })).not.toContain('as it last ran');
  });
});
