import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';

/**
 * CloudFormation knows the rules of a security group one by one, each with one peer; EC2 groups the peers of one protocol and
 * port range into an IpPermission. These turn one into the other (EC2 API reference, IpPermission).
 */
const peers = [
  { list: 'IpRanges', member: 'CidrIp', ingress: 'CidrIp', egress: 'CidrIp' },
  { list: 'Ipv6Ranges', member: 'CidrIpv6', ingress: 'CidrIpv6', egress: 'CidrIpv6' },
  { list: 'PrefixListIds', member: 'PrefixListId', ingress: 'SourcePrefixListId', egress: 'DestinationPrefixListId' },
  { list: 'UserIdGroupPairs', member: 'GroupId', ingress: 'SourceSecurityGroupId', egress: 'DestinationSecurityGroupId' },
] as const;

export function groupedRules(rules: Json, direction: 'ingress' | 'egress'): Json {
  if (!Array.isArray(rules)) return rules;
  return rules.filter(isJsonObject).map((rule: JsonObject) => {
    const range = Object.fromEntries(
      ['IpProtocol', 'FromPort', 'ToPort'].flatMap((name) =>
        rule[name] === undefined ? [] : [[name, name === 'IpProtocol' ? String(rule[name]) : (rule[name] as Json)]],
      ),
    );
    const described = rule['Description'] === undefined ? {} : { Description: rule['Description'] };
    const peer = peers.find((one) => rule[one[direction]] !== undefined);
    return peer === undefined ? range : { ...range, [peer.list]: [{ [peer.member]: rule[peer[direction]] as Json, ...described }] };
  });
}

export function flatRules(permissions: Json, direction: 'ingress' | 'egress'): Json {
  if (!Array.isArray(permissions)) return permissions;
  return permissions.filter(isJsonObject).flatMap((permission: JsonObject) => {
    const all = permission['IpProtocol'] === '-1';
    const range = Object.fromEntries(
      ['IpProtocol', ...(all ? [] : ['FromPort', 'ToPort'])].flatMap((name) => (permission[name] === undefined ? [] : [[name, permission[name] as Json]])),
    );
    return peers.flatMap((peer) => {
      const list = permission[peer.list];
      if (!Array.isArray(list)) return [];
      return list.filter(isJsonObject).map((one: JsonObject) => ({
        ...range,
        [peer[direction]]: one[peer.member] ?? null,
        ...(typeof one['Description'] === 'string' && one['Description'] !== '' ? { Description: one['Description'] } : {}),
      }));
    });
  });
}
