package org.afterword.storage.port;

/**
 * A value and the version in which it was read.
 *
 * @param etag names the version: another text after each change. It has no quotation marks and only visible ASCII
 *     characters, so that it can stand in an HTTP header (RFC 9110, section 8.8.3).
 */
public record Versioned<T>(T value, String etag) {}
