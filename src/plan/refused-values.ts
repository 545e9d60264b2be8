/** A value that a provider is known to refuse although it has the form that its schema asks for. */
export interface RefusedValue {
  readonly property: string;
  /** Refused where the text matches, or, with `unless`, where it does not. */
  readonly when?: RegExp;
  readonly unless?: RegExp;
  /** Only where this other property has that value. */
  readonly where?: { readonly property: string; readonly is: string | boolean };
  readonly because: string;
}

/**
 * Sources: Amazon S3 user guide, "General purpose bucket naming rules"; Amazon SQS API reference, CreateQueue (FifoQueue); Amazon SNS API reference, CreateTopic (Name); Amazon RDS API
 * reference, CreateDBInstance (MasterUsername, "Can't be a reserved word for the chosen database engine"); AWS KMS API reference, CreateAlias (AliasName); AWS Secrets Manager user
 * guide, "What's in a secret" (names that end like an ARN).
 */
export const refusedValues: Readonly<Record<string, readonly RefusedValue[]>> = {
  'AWS::S3::Bucket': [
    { property: 'BucketName', when: /^(xn--|sthree-|amzn-s3-demo-)/, because: 'a bucket’s name must not begin so' },
    { property: 'BucketName', when: /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/, because: 'a bucket’s name must not end so' },
    { property: 'BucketName', when: /^\d{1,3}(\.\d{1,3}){3}$/, because: 'a bucket’s name must not look like an IP address' },
  ],
  'AWS::SQS::Queue': [
    { property: 'QueueName', unless: /\.fifo$/, where: { property: 'FifoQueue', is: true }, because: 'the name of a FIFO queue ends in .fifo' },
  ],
  'AWS::SNS::Topic': [
    { property: 'TopicName', unless: /\.fifo$/, where: { property: 'FifoTopic', is: true }, because: 'the name of a FIFO topic ends in .fifo' },
  ],
  'AWS::RDS::DBInstance': [
    { property: 'MasterUsername', when: /^(rdsadmin|rds_superuser)$/i, because: 'RDS keeps that user for itself' },
    { property: 'MasterUsername', when: /^admin$/i, where: { property: 'Engine', is: 'postgres' }, because: 'it is a reserved word of PostgreSQL on RDS' },
  ],
  'AWS::RDS::DBCluster': [
    { property: 'MasterUsername', when: /^(rdsadmin|rds_superuser)$/i, because: 'RDS keeps that user for itself' },
    {
      property: 'MasterUsername',
      when: /^admin$/i,
      where: { property: 'Engine', is: 'aurora-postgresql' },
      because: 'it is a reserved word of PostgreSQL on RDS',
    },
  ],
  'AWS::KMS::Alias': [{ property: 'AliasName', when: /^alias\/aws\//, because: 'names that begin so are kept for keys that AWS manages' }],
  'AWS::SecretsManager::Secret': [
    {
      property: 'Name',
      when: /-[A-Za-z0-9]{6}$/,
      because: 'a name that ends in a hyphen and six characters cannot be told from a secret’s ARN when it is looked for',
    },
  ],
};
