import { spawn } from 'node:child_process';
import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, unfaithful } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { PythonSource } from '../../ports/python-source.ts';

/** Milliseconds; a large file takes a tenth of it. */
const longestRead = 10_000;
const longestText = 2 * 1024 * 1024;
const longestAnswer = 4 * 1024 * 1024;

/**
 * Python's own parser, in an interpreter that is isolated from environment, site packages and current folder, given the text on its standard input: the text is parsed, never run.
 * An annotation is a tree: `{name, args}`, `{literal}`, or null where it is something else.
 */
const reader = `
import ast, json, sys

def tree(node):
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        if node.value is None:
            return {"name": "None", "args": []}
        if isinstance(node.value, str):
            try:
                return tree(ast.parse(node.value, mode="eval").body)
            except SyntaxError:
                return None
        return None
    if isinstance(node, ast.Name):
        return {"name": node.id, "args": []}
    if isinstance(node, ast.Attribute):
        return {"name": node.attr, "args": []}
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return {"name": "Union", "args": [tree(node.left), tree(node.right)]}
    if isinstance(node, ast.Subscript):
        outer = tree(node.value)
        if outer is None:
            return None
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer["name"] == "Literal":
            values = [constant(item) for item in inner]
            return None if None in values else {"literal": [value["value"] for value in values]}
        return {"name": outer["name"], "args": [tree(item) for item in inner]}
    return None

def constant(node):
    if node is None:
        return None
    try:
        value = ast.literal_eval(node)
        json.dumps(value, allow_nan=False)
        return {"value": value}
    except Exception:
        return None

def argument(arg, default):
    return {"name": arg.arg, "line": arg.lineno, "annotation": tree(arg.annotation), "default": constant(default), "required": default is None}

def function(node):
    args = node.args
    placed = args.posonlyargs + args.args
    defaults = [None] * (len(placed) - len(args.defaults)) + args.defaults
    parameters = [argument(arg, default) for arg, default in zip(placed, defaults)]
    parameters += [argument(arg, default) for arg, default in zip(args.kwonlyargs, args.kw_defaults)]
    return {"name": node.name, "line": node.lineno, "doc": ast.get_docstring(node), "parameters": parameters, "returns": tree(node.returns),
            "open": args.vararg is not None or args.kwarg is not None}

def fields(node):
    found = []
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            found.append({"name": item.target.id, "line": item.lineno, "annotation": tree(item.annotation), "default": constant(item.value), "required": item.value is None})
    return {"name": node.name, "line": node.lineno, "fields": found}

def option(call):
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    flags = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return {"line": call.lineno, "flags": flags, "type": tree(keywords.get("type")),
            **{name: constant(keywords.get(name)) for name in ("dest", "default", "choices", "required", "help", "action", "nargs")}}

def key_of(node):
    """The constant by which something is taken from a mapping: m["key"], m.get("key")."""
    if isinstance(node, ast.Subscript):
        return (constant(node.slice) or {}).get("value")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop") and node.args:
        return (constant(node.args[0]) or {}).get("value")
    return None

class Inputs:
    """What is taken of the member "inputs" of what comes on standard input: followed through names, and into functions and classes of the module."""

    def __init__(self, module):
        self.functions = {node.name: node for node in module.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
        self.classes = {node.name for node in module.body if isinstance(node, ast.ClassDef)}
        self.names, self.into, self.reads, self.open = set(), {}, {}, None
        self.scoped = []
        for node in module.body:
            scope = node.name if getattr(node, "name", None) in self.functions else ""
            self.scoped += [(scope, inner) for inner in ast.walk(node)]
        while True:
            known = len(self.names)
            for scope, node in self.scoped:
                self.follow(scope, node)
            if len(self.names) == known:
                break
        parents = {child: node for _, node in self.scoped for child in ast.iter_child_nodes(node)}
        self.line = None
        for scope, node in self.scoped:
            if self.holds(scope, node) and not isinstance(getattr(node, "ctx", None), ast.Store):
                self.line = self.line or node.lineno
                self.use(node, parents)

    def holds(self, scope, node):
        if isinstance(node, ast.Name):
            return (scope, node.id) in self.names or ("", node.id) in self.names
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return self.holds(scope, node.values[0])
        return key_of(node) == "inputs"

    def bind(self, scope, target, value, annotation=None):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts):
                self.bind(scope, one, other)
        elif isinstance(target, ast.Name) and value is not None and self.holds(scope, value):
            self.hold(scope, target.id, annotation)

    def hold(self, scope, name, annotation):
        self.names.add((scope, name))
        declared = (tree(annotation) or {}).get("name")
        if declared in self.classes:
            self.into[declared] = True

    def follow(self, scope, node):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self.bind(scope, target, node.value)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
            self.bind(scope, node.target, node.value, getattr(node, "annotation", None))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.functions:
            args = self.functions[node.func.id].args
            placed = args.posonlyargs + args.args
            named = {arg.arg: arg for arg in placed + args.kwonlyargs}
            given = list(zip(placed, node.args)) + [(named[word.arg], word.value) for word in node.keywords if word.arg in named]
            for parameter, value in given:
                if self.holds(scope, value):
                    self.hold(node.func.id, parameter.arg, parameter.annotation)

    def read(self, node, name, required, default=None):
        known = self.reads.get(name)
        if known is None:
            self.reads[name] = {"name": name, "line": node.lineno, "annotation": None, "default": default, "required": required}
        else:
            known["required"] = known["required"] and required
            known["default"] = known["default"] or default

    def use(self, node, parents):
        parent = parents.get(node)
        outer = parents.get(parent)
        if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(key_of(parent), str):
            if isinstance(parent.ctx, ast.Load):
                self.read(parent, key_of(parent), True)
        elif isinstance(parent, ast.Attribute) and isinstance(key_of(outer), str):
            self.read(outer, key_of(outer), outer.func.attr == "pop" and len(outer.args) == 1, constant(outer.args[1]) if len(outer.args) > 1 else None)
        elif isinstance(parent, ast.Compare) and isinstance((constant(parent.left) or {}).get("value"), str):
            self.read(parent, constant(parent.left)["value"], False)
        elif isinstance(parent, ast.keyword) and parent.arg is None and isinstance(outer, ast.Call) and isinstance(outer.func, ast.Name) and (outer.func.id in self.functions or outer.func.id in self.classes):
            self.into[outer.func.id] = True
        elif isinstance(parent, ast.keyword) and parent.arg is not None:
            self.passed(outer, node)
        elif isinstance(parent, ast.Call):
            self.passed(parent, node)
        elif not isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Tuple, ast.BoolOp, ast.If, ast.UnaryOp)):
            self.open = self.open or node.lineno

    def passed(self, call, node):
        if not (isinstance(call.func, ast.Name) and call.func.id in self.functions):
            self.open = self.open or node.lineno

    def found(self):
        return {"line": self.line, "into": list(self.into), "reads": list(self.reads.values()), "open": self.open}

def stdin(module):
    """Where standard input is read, if it is."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == "stdin" or isinstance(node, ast.Name) and node.id == "stdin":
            return node.lineno
    return None

try:
    module = ast.parse(sys.stdin.buffer.read())
    line = stdin(module)
    found = {
        "stdin": line,
        "given": Inputs(module).found() if line is not None else None,
        "functions": [function(node) for node in module.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))],
        "classes": [fields(node) for node in module.body if isinstance(node, ast.ClassDef)],
        "options": [option(node) for node in ast.walk(module)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument"],
        "doc": ast.get_docstring(module),
    }
    print(json.dumps(found))
except SyntaxError as error:
    print(json.dumps({"refused": error.msg, "line": error.lineno or 1}))
except (RecursionError, MemoryError, ValueError) as error:
    print(json.dumps({"refused": type(error).__name__ + ": " + str(error), "line": 1}))
`;

/** `interpreter` gives the path of python3, or why there is none. */
export function pythonSource(interpreter: () => Promise<Result<string>>): PythonSource {
  return {
    async read(path, text) {
      if (text.length > longestText) return refuse(`longer than ${longestText} characters`, path, 1);
      const python = await interpreter();
      if (!python.ok) return python;
      const answer = await answerOf(python.value, text);
      let found: unknown;
      try {
        found = answer === null ? null : JSON.parse(answer);
      } catch {
        found = null;
      }
      if (!isJsonObject(found) || unfaithful(found) !== null) return refuse('its parser gave no answer', path, 1);
      return typeof found['refused'] === 'string' ? refuse(found['refused'], path, Number(found['line'])) : ok(found);
    },
  };
}

/** What the reader prints; null where it took too long, printed too much or failed. */
function answerOf(python: string, text: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(python, ['-I', '-S', '-c', reader], { stdio: ['pipe', 'pipe', 'ignore'], env: {}, timeout: longestRead, killSignal: 'SIGKILL' });
    const pieces: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > longestAnswer) child.kill('SIGKILL');
      else pieces.push(piece);
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? Buffer.concat(pieces).toString('utf8') : null));
    child.stdin.end(text);
  });
}

function refuse(what: string, path: string, line: number): Result<never> {
  return fail(problem('ARTIFACT_INVALID', `not readable as Python: ${what}`, 'correct the file', { at: `${path}:${line}` }));
}
