package org.afterword.functions.onboarding.session;

import java.time.Instant;

/**
 * The code that the administrator types at Microsoft's.
 *
 * @param sealed the code, sealed for the browser
 * @param link where it is typed
 */
public record ShownCode(String sealed, String link, Instant expires) {}
