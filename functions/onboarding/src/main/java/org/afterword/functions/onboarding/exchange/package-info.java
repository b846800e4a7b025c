/** Calls Exchange Online's cmdlets over its admin REST interface. */
@NullMarked
package org.afterword.functions.onboarding.exchange;

import org.jspecify.annotations.NullMarked;
