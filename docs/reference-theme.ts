import {
  type Comment,
  type CommentDisplayPart,
  type DeclarationReflection,
  type InlineTagDisplayPart,
  Reflection,
  ReflectionKind,
  type SignatureReflection,
} from "typedoc";
import { type MarkdownPageEvent, MarkdownTheme, type MarkdownThemeContext } from "typedoc-plugin-markdown";

/** The sections of a page, in their order. */
const SECTIONS: readonly (readonly [title: string, kinds: ReflectionKind])[] = [
  ["Classes", ReflectionKind.Class],
  ["Functions", ReflectionKind.Function],
  ["Interfaces", ReflectionKind.Interface],
  ["Types", ReflectionKind.TypeAlias],
  ["Values", ReflectionKind.Variable],
];

/** The longest type of a value that is printed; a schema's has hundreds of lines that repeat its interface. */
const LONGEST_TYPE = 160;

/** One page for each entry: what is exported, each with its declaration and its doc comment, members as a list. */
export class ReferenceTheme extends MarkdownTheme {
  override reflectionTemplate = (page: MarkdownPageEvent<DeclarationReflection>): string => {
    const context = this.getRenderContext(page);
    const children = page.model.children ?? [];
    const sections = SECTIONS.flatMap(([title, kind]) => {
      const members = children.filter((child) => child.kindOf(kind)).toSorted(byName);
      return members.length === 0
        ? []
        : [`## ${title}`, ...members.map((member) => exported(member, context))];
    });
    const name = `@argo-acc/${page.model.name}`;
    const head = [
      `# ${name}`,
      `What \`${name}\` exports. \`node docs/write-api-reference.ts\` writes this page from the doc comments.`,
    ];
    return `${[...head, ...sections].join("\n\n")}\n`;
  };
}

function byName(a: Reflection, b: Reflection): number {
  return a.name < b.name ? -1 : 1;
}

function exported(model: DeclarationReflection, context: MarkdownThemeContext): string {
  const heading = `### ${model.name}`;
  const signatures = model.signatures ?? [];
  if (signatures.length > 0) {
    const parts = signatures.map((signature) => [fenced(codeOf(signature, context)), ...proseOf(signature)]);
    return [heading, ...parts.flat()].join("\n\n");
  }
  const prose = commentProse(model.comment);
  if (!model.kindOf(ReflectionKind.ClassOrInterface)) {
    return [heading, fenced(declarationCode(model, context)), ...prose].join("\n\n");
  }
  const members = ownMembers(model).map((member) => memberItem(member, context));
  return [heading, ...headOf(model), ...prose, members.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** The first line of a class or an interface, where it says more than the name. */
function headOf(model: DeclarationReflection): readonly string[] {
  const kind = model.kindOf(ReflectionKind.Class) ? "class" : "interface";
  const parameters = (model.typeParameters ?? []).map(({ name }) => name).join(", ");
  const parents = (model.extendedTypes ?? []).map(String).join(", ");
  const abstract = model.flags.isAbstract ? "abstract " : "";
  if (`${parameters}${parents}${abstract}` === "") return [];
  const name = `${model.name}${parameters && `<${parameters}>`}`;
  return [fenced(`${abstract}${kind} ${name}${parents && ` extends ${parents}`}`)];
}

/** What a class or an interface declares itself; what it inherits is found at its parent. */
export function ownMembers(model: DeclarationReflection): readonly DeclarationReflection[] {
  const own = (model.children ?? []).filter(
    (member) => member.inheritedFrom === undefined && !member.flags.isPrivate && !isPlainConstructor(member),
  );
  const [constructors, others] = [true, false].map((is) =>
    own.filter((member) => member.kindOf(ReflectionKind.Constructor) === is),
  );
  return [...(constructors ?? []), ...(others ?? [])];
}

function isPlainConstructor(member: DeclarationReflection): boolean {
  return (
    member.kindOf(ReflectionKind.Constructor) &&
    (member.signatures ?? []).every((signature) => signature.inheritedFrom !== undefined)
  );
}

/** A member as an item of a list: its declaration, then what its doc comment says. */
function memberItem(member: DeclarationReflection, context: MarkdownThemeContext): string {
  const signatures = member.getSignature === undefined ? (member.signatures ?? []) : [member.getSignature];
  if (signatures.length === 0) {
    return item(declarationCode(member, context), commentProse(member.comment));
  }
  return signatures
    .map((signature) => {
      const get = signature.kindOf(ReflectionKind.GetSignature) ? "get " : "";
      return item(`${get}${codeOf(signature, context)}`, proseOf(signature));
    })
    .join("\n");
}

function item(code: string, [summary = "", ...rest]: readonly string[]): string {
  const line = code.replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(" )", ")").replace(/;$/, "");
  const head = `- \`${line}\``;
  const isText = !/^(?:- |```|$)/.test(summary);
  const parts = isText ? [`${head} — ${summary}`, ...rest] : [head, summary, ...rest];
  return parts
    .filter((part) => part !== "")
    .join("\n")
    .replaceAll(/\n(?=[^\n])/g, "\n  ");
}

function codeOf(signature: SignatureReflection, context: MarkdownThemeContext): string {
  return unfenced(context.partials.signatureTitle(signature));
}

function declarationCode(model: DeclarationReflection, context: MarkdownThemeContext): string {
  const code = unfenced(context.partials.declarationTitle(model));
  const isLong = model.kindOf(ReflectionKind.Variable) && code.length > LONGEST_TYPE;
  return isLong ? `const ${model.name};` : code;
}

/** What the doc comment of a function or a method says, its parameters as far as they are described. */
function proseOf({ comment, parameters = [] }: SignatureReflection): readonly string[] {
  const described = parameters.flatMap((parameter) =>
    parameter.comment === undefined ? [] : [fact(`\`${parameter.name}\`:`, parameter.comment.summary)],
  );
  return commentProse(comment, described);
}

/** The text of a doc comment, then a list of facts, then examples. */
function commentProse(comment: Comment | undefined, described: readonly string[] = []): readonly string[] {
  const tagged = (tag: `@${string}`, word: string) =>
    (comment?.getTags(tag) ?? []).map(({ content }) => fact(word, content));
  const facts = [...described, ...tagged("@returns", "Returns"), ...tagged("@throws", "Throws")];
  const examples = (comment?.getTags("@example") ?? []).map(({ content }) => textOf(content));
  return [textOf(comment?.summary ?? []), facts.join("\n"), ...examples].filter((part) => part !== "");
}

function fact(word: string, parts: readonly CommentDisplayPart[]): string {
  return `- ${word} ${textOf(parts).replaceAll(/\s*\n\s*/g, " ")}`;
}

function textOf(parts: readonly CommentDisplayPart[]): string {
  return parts
    .map((part) => (part.kind === "inline-tag" ? linkOf(part) : part.text))
    .join("")
    .trim();
}

/** A link leads to the heading of what is exported, also for one of its members, which have none. */
function linkOf({ target, text }: InlineTagDisplayPart): string {
  if (!(target instanceof Reflection)) return `\`${text}\``;
  let exportedAs = target;
  while (exportedAs.parent?.kindOf(ReflectionKind.Module) === false) exportedAs = exportedAs.parent;
  return `[\`${text}\`](${pageOf(exportedAs.parent?.name ?? "")}#${exportedAs.name.toLowerCase()})`;
}

/** The file of a module's page: those of one package lie side by side. */
export function pageOf(module: string): string {
  return `${module.replace("/", "-")}.md`;
}

function unfenced(code: string): string {
  return code
    .replace(/^```\w*\n/, "")
    .replace(/\n```$/, "")
    .replaceAll(/ +$/gm, "");
}

function fenced(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}
