/** A text that has room in a picture. */
export function brief(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
