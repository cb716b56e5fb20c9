import {
  Enum,
  type Field,
  type FieldBase,
  MapField,
  type Namespace,
  type ReflectionObject,
  Service,
  Type,
  util,
} from "protobufjs";
import {
  FileDescriptorProto,
  type IDescriptorProto,
  type IFieldDescriptorProto,
  type IServiceDescriptorProto,
} from "protobufjs/ext/descriptor";

/** One .proto file, described as clients of reflection read it. */
export interface DescribedFile {
  readonly name: string;
  /** An encoded google.protobuf.FileDescriptorProto. */
  readonly descriptor: Uint8Array;
  /** Full names of its messages, enums, services and methods. */
  readonly symbols: readonly string[];
  readonly services: readonly string[];
  readonly dependencies: readonly DescribedFile[];
}

/** Numbers of google.protobuf.FieldDescriptorProto.Type. */
const TYPES: Readonly<Record<string, number>> = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
};
const MESSAGE_TYPE = 11;
const ENUM_TYPE = 14;
const LABELS = { optional: 1, repeated: 3 };

/**
 * Describes what stands in a package itself, in resolved definitions whose names are kept as written. protobufjs can do so
 * too, but leaves out dependencies and `optional`, and names the entries of maps as no other reader accepts.
 */
export function describeFile(name: string, scope: Namespace, dependencies: readonly DescribedFile[]): DescribedFile {
  const nested = scope.nestedArray;
  const services = nested.filter((item) => item instanceof Service);
  const file = {
    name,
    package: fullName(scope),
    dependency: dependencies.map((dependency) => dependency.name),
    messageType: nested.filter((item) => item instanceof Type).map(messageModel),
    enumType: nested.filter((item) => item instanceof Enum).map(enumModel),
    service: services.map(serviceModel),
    syntax: "proto3",
  };
  return {
    name,
    descriptor: FileDescriptorProto.encode(FileDescriptorProto.fromObject(file)).finish(),
    symbols: nested.flatMap(symbolsOf),
    services: services.map(fullName),
    dependencies,
  };
}

function messageModel(type: Type): IDescriptorProto {
  const maps = type.fieldsArray.filter((field) => field instanceof MapField);
  const nested = type.nestedArray;
  return {
    name: type.name,
    field: type.fieldsArray.map(fieldModel),
    nestedType: [...nested.filter((item) => item instanceof Type).map(messageModel), ...maps.map(mapEntryModel)],
    enumType: nested.filter((item) => item instanceof Enum).map(enumModel),
    oneofDecl: type.oneofsArray.map(({ name }) => ({ name })),
  };
}

function fieldModel(field: Field): IFieldDescriptorProto & { proto3Optional: boolean } {
  const repeated = field.repeated || field instanceof MapField;
  return {
    name: field.name,
    number: field.id,
    label: repeated ? LABELS.repeated : LABELS.optional,
    ...(field instanceof MapField
      ? { type: MESSAGE_TYPE, typeName: `.${fullName(field.parent as Type)}.${entryName(field)}` }
      : typeModel(field)),
    ...(field.partOf === null ? {} : { oneofIndex: (field.parent as Type).oneofsArray.indexOf(field.partOf) }),
    jsonName: util.camelCase(field.name),
    proto3Optional: field.options?.proto3_optional === true,
  };
}

function typeModel({ resolvedType, type }: FieldBase): { type: number; typeName?: string } {
  if (resolvedType === null) return { type: TYPES[type] as number };
  return { type: resolvedType instanceof Enum ? ENUM_TYPE : MESSAGE_TYPE, typeName: resolvedType.fullName };
}

/** A map is a list of messages {key, value} on the wire. */
function mapEntryModel(field: MapField): IDescriptorProto {
  return {
    name: entryName(field),
    field: [
      { name: "key", number: 1, label: LABELS.optional, type: TYPES[field.keyType] as number },
      { name: "value", number: 2, label: LABELS.optional, ...typeModel(field) },
    ],
    options: { mapEntry: true },
  };
}

function entryName(field: MapField): string {
  return `${util.ucFirst(util.camelCase(field.name))}Entry`;
}

function enumModel({ name, values }: Enum): object {
  return { name, value: Object.entries(values).map(([key, number]) => ({ name: key, number })) };
}

function serviceModel(service: Service): IServiceDescriptorProto {
  const method = service.methodsArray.map(({ name, resolvedRequestType, resolvedResponseType, ...streams }) => ({
    name,
    inputType: resolvedRequestType?.fullName ?? "",
    outputType: resolvedResponseType?.fullName ?? "",
    clientStreaming: streams.requestStream === true,
    serverStreaming: streams.responseStream === true,
  }));
  return { name: service.name, method };
}

function symbolsOf(item: ReflectionObject): string[] {
  if (item instanceof Service) return [fullName(item), ...item.methodsArray.map(fullName)];
  if (item instanceof Type) return [fullName(item), ...item.nestedArray.flatMap(symbolsOf)];
  return item instanceof Enum ? [fullName(item)] : [];
}

/** Without the dot that protobufjs begins it with. */
function fullName(item: ReflectionObject): string {
  return item.fullName.replace(/^\./, "");
}
