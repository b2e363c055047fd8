/** A value as text between tags or in an attribute. What XML cannot hold must have been refused before. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
