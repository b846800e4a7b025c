/** Tests of the admin client against a server that plays Exchange Online. */
@NullMarked
package org.afterword.functions.onboarding.exchange;

import org.jspecify.annotations.NullMarked;
