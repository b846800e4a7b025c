package org.afterword.engine.place.thread;

import java.util.Optional;

/**
 * The texts of one mail in which a reader may see the signature, decoded.
 *
 * @param html the HTML body
 * @param text the plain text body, the alternative of the HTML where both are there
 * @param flowed whether the text is format=flowed (RFC 3676)
 */
public record Bodies(Optional<String> html, Optional<String> text, boolean flowed) {}
