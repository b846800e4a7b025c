/** Says how a connected tenant differs from what it should be: no network, no clock. */
@NullMarked
package org.afterword.functions.onboarding.drift;

import org.jspecify.annotations.NullMarked;
