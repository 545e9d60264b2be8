import { describe, expect, it } from 'vitest';
import { hcl } from '../../src/adapters/hcl/parse-hcl.ts';
import { describeTerraform } from '../../src/catalog/describe/describe-terraform.ts';

/** Real HCL, by HashiCorp's own parser. */
async function described(files: Readonly<Record<string, string>>) {
  const read = await Promise.all(
    Object.entries(files).map(async ([path, text]) => {
      const json = await hcl.parse(path, text);
      if (!json.ok) throw new Error(json.problems[0]?.message);
      return { path, text, json: json.value };
    }),
  );
  const result = describeTerraform(read);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

describe('what a Terraform module takes', () => {
  it('is every variable, with its type, default, choices and whether it is sensitive', async () => {
    const { inputs, notes } = await described({
      'variables.tf': `
variable "size" {
  description = "How large"
  type        = string
  default     = "small"
  nullable    = false
  validation {
    condition     = contains(["small", "large"], var.size)
    error_message = "small or large"
  }
}
variable "offset" {
  type    = number
  default = -1
}
variable "password" {
  type      = string
  sensitive = true
}
variable "free" { default = true }
variable "named" {
  type = string
  validation {
    condition     = can(regex("^[a-z]+$", var.named))
    error_message = "letters only"
  }
}`,
    });
    expect(inputs).toEqual({
      type: 'object',
      properties: {
        size: { type: 'string', enum: ['small', 'large'], description: 'How large', default: 'small' },
        offset: { type: ['number', 'null'], default: -1 },
        password: { type: ['string', 'null'], writeOnly: true },
        free: { type: ['boolean', 'null'], default: true },
        named: { type: ['string', 'null'] },
      },
      required: ['named', 'password'],
      additionalProperties: false,
    });
    expect(notes).toEqual([
      { at: 'variables.tf:20', message: 'variable free: it declares no type, taken from its default' },
      { at: 'variables.tf:21', message: 'variable named: a validation is left to the module: letters only' },
    ]);
  });

  it('gives the types of outputs where expressions tell them, from modules below too, and notes the others', async () => {
    const { outputs, notes } = await described({
      'main.tf': `
variable "zones" { type = list(string) }
locals { arn = aws_thing.this.arn }
module "inner" { source = "./modules/inner" }
output "id"     { value = try(aws_vpc.this[0].id, null) }
output "ids"    { value = aws_subnet.all[*].id }
output "zones"  { value = var.zones }
output "arn"    { value = local.arn }
output "url"    { value = "https://\${aws_thing.this.dns}/x" }
output "inner"  { value = module.inner.count_of }
output "secret" {
  value     = aws_thing.this.endpoint
  sensitive = true
}
output "odd"    { value = aws_thing.this.whatever }`,
      'modules/inner/outputs.tf': 'output "count_of" { value = length([]) }',
    });
    const type = (name: string) => ({ type: [name, 'null'] });
    expect(outputs['properties']).toEqual({
      id: type('string'),
      ids: type('array'),
      zones: type('array'),
      arn: type('string'),
      url: type('string'),
      inner: type('number'),
      secret: { ...type('string'), writeOnly: true },
      odd: {},
    });
    expect(notes).toEqual([{ at: 'main.tf:15', message: 'output odd: its type follows from resources, and is not known before it exists' }]);
  });

  it('lists what runs code or is not fixed when it is planned, with its line, and no comment or text that looks like it', async () => {
    const { notes } = await described({
      'main.tf': `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
    tls = { source = "hashicorp/tls", version = "~> 4.0" }
  }
  backend "s3" {}
}
# data "external" "no" {
data "external" "who" {
  program = ["whoami"]
}
data "http" "page" {
  url = "https://example.com"
}
data "terraform_remote_state" "other" {
  backend = "s3"
}
module "free" { source = "terraform-aws-modules/vpc/aws" }
module "fixed" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "6.0.1"
}
module "git" { source = "git::https://example.com/x.git" }
module "tagged" { source = "git::https://example.com/x.git?ref=v1" }
resource "null_resource" "x" {
  provisioner "local-exec" {
    command = <<-EOT
      provisioner "local-exec" {
    EOT
  }
}`,
    });
    expect(notes.map(({ at, message }) => `${at} ${message}`)).toEqual([
      'main.tf:3 provider aws may be of any version that is >= 5.0: pin it where the module is used',
      'main.tf:6 it says where its state is kept (backend): a module that is used by others does not',
      'main.tf:9 data "external" "who" runs a program while planning',
      'main.tf:12 data "http" "page" asks another host while planning',
      'main.tf:15 data "terraform_remote_state" "other" reads the state of another configuration, with all its secrets, while planning',
      'main.tf:18 module free comes from terraform-aws-modules/vpc/aws without a fixed version',
      'main.tf:23 module git comes from git::https://example.com/x.git without a fixed version',
      'main.tf:26 a provisioner runs commands when the resource is made',
    ]);
  });

  it('is refused where it cannot be read, with the line, or holds no module', async () => {
    expect(await hcl.parse('bad.tf', 'variable "x" {\n  type = string\n')).toMatchObject({
      ok: false,
      problems: [{ code: 'ARTIFACT_INVALID', at: expect.stringMatching(/^bad\.tf:[1-3]$/) }],
    });
    expect(describeTerraform([])).toMatchObject({ ok: false, problems: [{ code: 'ARTIFACT_INVALID' }] });
    await expect(described({ 'a.tf': 'variable "x" {}', 'b.tf': 'variable "x" {}' })).rejects.toThrow('variable x is declared twice');
  });
});
