/** Tells in numbers and spans how mail does, by the OpenTelemetry API. */
@NullMarked
package org.afterword.functions.telemetry;

import org.jspecify.annotations.NullMarked;
