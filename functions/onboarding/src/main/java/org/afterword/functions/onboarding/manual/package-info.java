/** The plan for those who carry it out themselves: a PowerShell script and a guide. */
@NullMarked
package org.afterword.functions.onboarding.manual;

import org.jspecify.annotations.NullMarked;
