"""A unit that says beforehand what it will change, and then, once its inputs are there, says something else: what case.json asks for.

`case.json` holds {"seed": n, "ways": [...]}: no ways is a unit that keeps its word, "unknown" one that differs only where it had said that it does not know.
Run as `main.py many` it answers for many cases at once: a list of {"case", "target", "unknown", "known"} on standard input, the two texts of each on standard output.
"""
import copy
import json
import random
import sys


def is_unknown(value):
    return isinstance(value, dict)


def members(inputs, target, pick):
    """What it changes; `pick(type, low)` is a value that it computes: declared unknown while `net` is."""
    net, word = inputs['net'], inputs['word']
    made = (lambda kind: {'$unknown': {'type': kind, 'from': ['net.' + net['$from']['attribute']]}}) if is_unknown(net) else pick
    url = {'$join': ['https://', net, '/x']} if is_unknown(net) else 'https://' + net + '/x'
    here = {'target': target, 'region': 'us-east-1'}
    return [
        {
            'action': 'create', 'type': 'AWS::S3::Bucket', 'name': word + '-logs', 'place': here,
            'properties': {
                'BucketName': word + '-logs',
                'PublicAccessBlockConfiguration': {'BlockPublicAcls': True, 'RestrictPublicBuckets': True},
                'Tags': [{'Key': 'net', 'Value': net}, {'Key': 'owner', 'Value': 'shop'}],
            },
        },
        {
            'action': 'create', 'type': 'AWS::S3::BucketPolicy', 'name': word + '-policy', 'place': here,
            'properties': {
                'Bucket': word + '-logs',
                'PolicyDocument': {'Statement': [
                    {'Effect': 'Allow', 'Principal': {'AWS': net}, 'Action': ['s3:GetObject'], 'Resource': 'arn:aws:s3:::' + word + '-logs/*'},
                ]},
            },
        },
        {
            'action': 'update', 'type': 'AWS::EC2::SecurityGroup', 'name': 'web', 'place': here,
            'properties': {'SecurityGroupIngress': [{'IpProtocol': 'tcp', 'FromPort': 443, 'ToPort': 443, 'CidrIp': '10.0.0.0/8'}], 'Note': 'inner'},
        },
        {'action': 'delete', 'type': 'Postgres::Table', 'name': 'old_orders', 'place': here, 'properties': {}},
        {
            'action': 'create', 'type': 'Postgres::Row', 'name': made('string'), 'place': here,
            'properties': {'Size': made('integer'), 'Ready': made('boolean'), 'Share': made('number'), 'Nested': {'Deep': [1, 2, {'Leaf': 'x'}]}, 'Url': url},
        },
    ]


def leaves(value, path=()):
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from leaves(one, path + (name,))
    elif isinstance(value, list) and value:
        for index, one in enumerate(value):
            yield from leaves(one, path + (index,))
    else:
        yield path


def put(holder, path, change):
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = change(holder[path[-1]])


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return str(value) + '-other'


# The last one's name and some of its values are declared unknown: only these of its leaves are known.
KNOWN_OF_LAST = [('Nested', 'Deep', 0), ('Nested', 'Deep', 1), ('Nested', 'Deep', 2, 'Leaf'), ('Url',)]


def known_leaves(plan, index):
    return KNOWN_OF_LAST if index == 4 else list(leaves(plan[index]['properties']))


def policies(plan):
    statement = plan[1]['properties']['PolicyDocument']['Statement']
    ingress = plan[2]['properties']['SecurityGroupIngress']
    flags = plan[0]['properties']['PublicAccessBlockConfiguration']
    return [
        lambda: statement[0].update(Principal='*'),
        lambda: statement[0].update(Principal={'AWS': 'arn:aws:iam::123456789012:role/other'}),
        lambda: statement[0].update(Action=['s3:*']),
        lambda: statement[0].update(Effect='Deny'),
        lambda: statement[0].update(Resource='*'),
        lambda: statement.append({'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': '*'}),
        lambda: ingress[0].update(CidrIp='0.0.0.0/0'),
        lambda: ingress.append({'IpProtocol': '-1', 'CidrIp': '0.0.0.0/0'}),
        lambda: flags.update(BlockPublicAcls=False),
        lambda: flags.pop('RestrictPublicBuckets'),
        lambda: plan[4]['properties'].update(Policy={'Statement': [{'Effect': 'Allow', 'Principal': '*'}]}),
        lambda: plan[4]['properties'].update(PubliclyAccessible=True),
    ]


def change(plan, way, index, chance):
    """One way in which a plan is another one, at one of its members."""
    one = plan[index]
    if way == 'action':
        one['action'] = chance.choice([action for action in ('create', 'update', 'replace', 'delete') if action != one['action']])
    elif way == 'type':
        one['type'] = chance.choice(['AWS::IAM::Role', 'Postgres::Database', one['type'] + 's'])
    elif way == 'count':
        how = chance.choice(['less', 'more', 'twice'])
        if how == 'less':
            one['gone'] = True
        else:
            plan.append(copy.deepcopy(one) if how == 'twice' else {**copy.deepcopy(one), 'name': 'one-more'})
    elif way == 'place':
        one['place'] = chance.choice([{**one['place'], 'region': 'eu-west-1'}, {'target': one['place']['target']}])
    elif way == 'leaf':
        how = chance.choice(['other', 'other', 'other', 'less', 'more', 'kind'])
        if how == 'more':
            one['properties']['Unsaid'] = 1
        elif index == 3:
            one['properties']['Cascade'] = True
        else:
            path = chance.choice(known_leaves(plan, index))
            if how == 'kind':
                put(one['properties'], path, lambda value: [value])
            elif how == 'less' and len(path) == 1:
                del one['properties'][path[0]]
            else:
                put(one['properties'], path, other)
    elif way == 'unknown-kind':
        name, value = chance.choice([('Size', 'large'), ('Size', 1.5), ('Ready', 'yes'), ('Share', '0.5'), ('Size', None), ('Ready', [True])])
        plan[4]['properties'][name] = value
    elif way == 'policy':
        chance.choice(policies(plan))()
    elif way == 'name':
        one['name'] = one['name'] + '-other'


def answer(inputs, target, case):
    chance = random.Random(case['seed'])
    if is_unknown(inputs['net']):
        return {'members': members(inputs, target, None)}
    free = case['ways'] == ['unknown']
    ways = {
        'string': lambda: chance.choice(['a', 'row-7', 'ünïcode "quoted"', ' ', 'x' * 200]) if free else 'row',
        'integer': lambda: chance.randint(-1000, 1000) if free else 1,
        'boolean': lambda: chance.choice([True, False]) if free else True,
        'number': lambda: chance.choice([0.5, -1.25, 3, 0]) if free else 1.5,
    }
    plan = members(inputs, target, lambda kind: ways[kind]())
    # A name that it does not know yet is none that another name could stand for.
    places = {'name': [0, 1, 2, 3]}
    used = set()
    for way in case['ways']:
        if way == 'unknown':
            chance.shuffle(plan)
            continue
        index = case['at'] if 'at' in case and not used else chance.choice([at for at in places.get(way, [0, 1, 2, 3, 4]) if at not in used])
        used.add(index)
        change(plan, way, index, chance)
    return {'members': [one for one in plan if not one.pop('gone', False)]}


def main():
    phase = sys.argv[1]
    asked = json.load(sys.stdin)
    if phase == 'many':
        for one in asked:
            for known in ('unknown', 'known'):
                one[known] = json.dumps(answer(one[known], one['target'], one['case']))
        json.dump(asked, sys.stdout)
        return
    with open('case.json', encoding='utf-8') as file:
        case = json.load(file)
    if phase == 'plan':
        json.dump(answer(asked['inputs'], asked['place']['target'], case), sys.stdout)
    elif phase == 'apply':
        json.dump({'changed': len(asked['members'])}, sys.stdout)
    else:
        raise SystemExit('no such phase: ' + phase)


if __name__ == '__main__':
    main()
