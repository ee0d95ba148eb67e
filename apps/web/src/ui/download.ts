/** Saves `content` as a file where the browser puts downloads, or asks for a place. */
export const download = (content: Blob, fileName: string): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the content; Safari takes it a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
