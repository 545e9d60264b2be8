/** One of two values that a provider compares: the property by which a third resource leads to its holder, the type of that, and what the value is where none is given. */
interface Compared {
  readonly by: string;
  readonly type: string;
  readonly property: string;
  readonly unset: number;
}

/** A value of one resource that must not be below one of another, by the type of the resource that brings both together. */
export interface Floor {
  readonly low: Compared;
  readonly high: Compared;
  /** How many times the other it should be, and the most that it can be. */
  readonly times: number;
  readonly most: number;
  readonly unit: string;
  readonly because: string;
}

/** Source: AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping"; API reference, CreateEventSourceMapping (InvalidParameterValueException). */
export const valueFloors: Readonly<Record<string, Floor>> = {
  'AWS::Lambda::EventSourceMapping': {
    low: { by: 'EventSourceArn', type: 'AWS::SQS::Queue', property: 'VisibilityTimeout', unset: 30 },
    high: { by: 'FunctionName', type: 'AWS::Lambda::Function', property: 'Timeout', unset: 3 },
    times: 6,
    most: 43_200,
    unit: 'seconds',
    because: 'a message that shows again while the function still runs is handled twice, and Lambda takes no such queue',
  },
};
