/** Tells in numbers and spans how mail does, by the OpenTelemetry API. */
@NullMarked
package org.afterword.functions.mail.telemetry;

import org.jspecify.annotations.NullMarked;
