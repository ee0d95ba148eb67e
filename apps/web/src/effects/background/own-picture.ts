/** Bytes, and pixels of the longer side, of a picture that is taken as a background. */
const LARGEST_FILE = 20_000_000;
const LONGEST_SIDE = 1280;

const DATABASE = "onecall-background";
const STORE = "picture";
const KEY = "own";

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
};

/** Kept for this page where the browser keeps nothing. */
let unkept: Blob | undefined;

const read = async (): Promise<Blob | undefined> => {
  try {
    const database = await open();
    try {
      const kept: unknown = await done(database.transaction(STORE).objectStore(STORE).get(KEY));
      return kept instanceof Blob ? kept : unkept;
    } finally {
      database.close();
    }
  } catch {
    return unkept;
  }
};

/** Decoded, and no larger than it is needed. */
const decode = async (file: Blob): Promise<ImageBitmap> => {
  const whole = await createImageBitmap(file);
  const scale = LONGEST_SIDE / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  const resizeWidth = Math.max(1, Math.round(whole.width * scale));
  const resizeHeight = Math.max(1, Math.round(whole.height * scale));
  const small = await createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: "high" });
  whole.close();
  return small;
};

/** The person's own background. @throws Error when there is none. */
export const readOwnPicture = async (): Promise<ImageBitmap> => {
  const kept = await read();
  if (!kept) throw new Error("There is no picture.");
  return decode(kept);
};

/** Whether there is one. */
export const hasOwnPicture = async (): Promise<boolean> => (await read()) !== undefined;

/** Keeps `file` as the person's background, in this browser alone; false when it is no picture that can be used. */
export const keepOwnPicture = async (file: Blob): Promise<boolean> => {
  if (file.size > LARGEST_FILE) return false;
  let small: ImageBitmap;
  try {
    small = await decode(file);
  } catch {
    return false;
  }
  // Painted anew: what else the file holds, the place it was taken at, say, is not kept.
  const canvas = new OffscreenCanvas(small.width, small.height);
  canvas.getContext("2d")?.drawImage(small, 0, 0);
  small.close();
  unkept = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  try {
    const database = await open();
    try {
      await done(database.transaction(STORE, "readwrite").objectStore(STORE).put(unkept, KEY));
    } finally {
      database.close();
    }
  } catch {
    // Kept for this page, then.
  }
  return true;
};
