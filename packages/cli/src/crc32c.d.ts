/** The CRC-32C half of crc-32, which its types leave out. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** The checksum of the bytes as a signed number of 32 bits. */
    buf(bytes: Uint8Array): number
  }
  export default crc32c
}
