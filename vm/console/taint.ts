export function newTaint(before: number, after: number): { name: string }[] {
  return before === after ? [] : [{ name: String(after) }];
}
