/** @file How ffmpeg and ffprobe are told to read a video: from this machine's files and from nowhere else. */

/**
 * A file may be a playlist that names other addresses, whatever its ending says.
 * @param path - Of the video.
 * @returns What stands before the other arguments.
 */
export function ffmpegInput(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', `file:${path}`];
}
