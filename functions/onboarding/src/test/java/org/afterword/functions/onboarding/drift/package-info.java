/** Tests of what is said about a tenant that somebody has changed. */
@NullMarked
package org.afterword.functions.onboarding.drift;

import org.jspecify.annotations.NullMarked;
