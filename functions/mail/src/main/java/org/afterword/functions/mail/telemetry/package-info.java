/** Metrics and spans of the mail's way, by the OpenTelemetry API. */
@NullMarked
package org.afterword.functions.mail.telemetry;

import org.jspecify.annotations.NullMarked;
